using System.Globalization;
using System.Text;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Native;

/// <summary>Values with structure as text and tensors, the form in which they cross to TorchScript: see native/torch/jit.h.</summary>
/// <remarks>A tuple is an <c>object?[]</c>, a list a <see cref="List{T}"/>, a dictionary an <see cref="OrderedDictionary{TKey, TValue}"/>.</remarks>
internal static class ValueTree
{
    /// <summary>Writes a value.</summary>
    /// <param name="value">A tensor, number, truth value, text, null, or a tuple, list or dictionary of such.</param>
    /// <param name="tensors">Receives the tensors in order.</param>
    /// <exception cref="NotSupportedException">A value of another type.</exception>
    public static byte[] Write(object? value, List<Tensor> tensors)
    {
        var text = new StringBuilder();
        Append(value, text, tensors);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads a value.</summary>
    public static object? Read(ReadOnlySpan<byte> text, IReadOnlyList<Tensor> tensors)
    {
        var (at, tensor) = (0, 0);
        return Next(text, tensors, ref at, ref tensor);
    }

    private static void Append(object? value, StringBuilder text, List<Tensor> tensors)
    {
        switch (value)
        {
            case null:
                text.Append('N');
                break;
            case Tensor tensor:
                text.Append('T');
                tensors.Add(tensor);
                break;
            case bool truth:
                text.Append(truth ? "B1;" : "B0;");
                break;
            case string words:
                AppendText(words, text);
                break;
            case int or long:
                text.Append(CultureInfo.InvariantCulture, $"I{value};");
                break;
            case float or double:
                text.Append(CultureInfo.InvariantCulture, $"D{Convert.ToDouble(value, CultureInfo.InvariantCulture):R};");
                break;
            case System.Runtime.CompilerServices.ITuple tuple:
                Append(Enumerable.Range(0, tuple.Length).Select(k => tuple[k]), '(', ')', text, tensors);
                break;
            case object?[] tuple:
                Append(tuple, '(', ')', text, tensors);
                break;
            case IEnumerable<KeyValuePair<string, Tensor>> map:
                AppendMap(map.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)), text, tensors);
                break;
            case IEnumerable<KeyValuePair<string, object?>> map:
                AppendMap(map, text, tensors);
                break;
            case IEnumerable<object?> list:
                Append(list, '[', ']', text, tensors);
                break;
            default:
                throw new NotSupportedException($"a model that takes or returns {value.GetType().Name} cannot become TorchScript: tensors, numbers, texts, tuples, lists and dictionaries can");
        }
    }

    private static void AppendText(string words, StringBuilder text) => text.Append(CultureInfo.InvariantCulture, $"S{Encoding.UTF8.GetByteCount(words)}:{words}");

    private static void AppendMap(IEnumerable<KeyValuePair<string, object?>> map, StringBuilder text, List<Tensor> tensors)
    {
        text.Append('{');
        foreach (var (key, item) in map)
        {
            AppendText(key, text);
            Append(item, text, tensors);
        }

        text.Append('}');
    }

    private static void Append(IEnumerable<object?> items, char open, char close, StringBuilder text, List<Tensor> tensors)
    {
        text.Append(open);
        foreach (var item in items)
        {
            Append(item, text, tensors);
        }

        text.Append(close);
    }

    private static object? Next(ReadOnlySpan<byte> text, IReadOnlyList<Tensor> tensors, ref int at, ref int tensor)
    {
        switch ((char)text[at++])
        {
            case 'T':
                return tensors[tensor++];
            case 'N':
                return null;
            case 'I':
                return long.Parse(Until(text, ';', ref at), CultureInfo.InvariantCulture);
            case 'D':
                return Number(Until(text, ';', ref at));
            case 'B':
                return Until(text, ';', ref at) == "1";
            case 'S':
                var size = int.Parse(Until(text, ':', ref at), CultureInfo.InvariantCulture);
                at += size;
                return Encoding.UTF8.GetString(text.Slice(at - size, size));
            case '(':
                return Items(text, ')', tensors, ref at, ref tensor).ToArray();
            case '[':
                return Items(text, ']', tensors, ref at, ref tensor);
            case '{':
                var items = Items(text, '}', tensors, ref at, ref tensor);
                var map = new OrderedDictionary<string, object?>();
                for (var k = 0; k + 1 < items.Count; k += 2)
                {
                    map[(string)items[k]!] = items[k + 1];
                }

                return map;
            case var mark:
                throw new InvalidOperationException($"a value of TorchScript has the unknown mark '{mark}'");
        }
    }

    private static List<object?> Items(ReadOnlySpan<byte> text, char close, IReadOnlyList<Tensor> tensors, ref int at, ref int tensor)
    {
        var items = new List<object?>();
        while (text[at] != close)
        {
            items.Add(Next(text, tensors, ref at, ref tensor));
        }

        at++;
        return items;
    }

    private static string Until(ReadOnlySpan<byte> text, char mark, ref int at)
    {
        var length = text[at..].IndexOf((byte)mark);
        var part = Encoding.UTF8.GetString(text.Slice(at, length));
        at += length + 1;
        return part;
    }

    // C++ writes "inf" and "nan".
    private static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "-nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
