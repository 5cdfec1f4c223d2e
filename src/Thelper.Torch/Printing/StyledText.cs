using System.Globalization;
using System.Text;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Printing;

/// <summary>The text of a tensor in the styles of Julia, NumPy and C#.</summary>
/// <param name="Format">.NET's format of real numbers.</param>
/// <param name="Width">Characters of a line in Julia's style.</param>
/// <param name="Culture">The culture of the numbers.</param>
/// <param name="NewLine">What ends a line.</param>
internal sealed record StyledText(string Format, int Width, CultureInfo Culture, string NewLine)
{
    // More elements than this in a dimension: the first and last three are shown (NumPy's and C#'s styles).
    private const int Most = 6;
    private const int Edge = 3;

    /// <summary>Shape, type and device, then the elements: in a row, in columns, or matrix by matrix under the positions of the outer dimensions.</summary>
    public string Julia(Tensor tensor)
    {
        var head = tensor.ToString();
        if (tensor.device_type == DeviceType.META)
        {
            return head;
        }

        using var scope = NewDisposeScope();
        var local = tensor.detach().cpu().contiguous();
        if (local.ndim == 0)
        {
            return $"{head}, value = {Text(local, "")}";
        }

        var text = new StringBuilder(head).Append(NewLine);
        var outer = local.shape.AsSpan(0, Math.Max(0, (int)local.ndim - 2)).ToArray();
        var matrices = local.ndim == 1 ? local.reshape(1, -1, local.shape[0]) : local.reshape(-1, local.shape[^2], local.shape[^1]);
        for (var k = 0L; k < matrices.shape[0]; k++)
        {
            if (outer.Length > 0)
            {
                text.Append(k == 0 ? "" : NewLine).Append(CultureInfo.InvariantCulture, $"[{string.Join(",", Position(k, outer))},..,..] =").Append(NewLine);
            }

            Columns(text, matrices[k]);
        }

        return text.ToString();
    }

    /// <summary>Nested brackets, with as many line breaks between blocks as they have dimensions left.</summary>
    public string Numpy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var local = tensor.detach().cpu();
        return local.ndim == 0 ? Text(local, "") : Brackets(local, 1);
    }

    /// <summary>Shape, type and device, then an initializer of a C# array.</summary>
    public string CSharp(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var local = tensor.detach().cpu();
        var (name, suffix) = CSharpType(tensor.dtype);
        var head = $"{tensor}, value = ";
        return local.ndim switch
        {
            0 => head + Text(local, suffix),
            1 => $"{head}{name} [] {Braces(local, suffix, 0)}",
            _ => $"{head}{NewLine}{name} [{new string(',', (int)local.ndim - 1)}] {{{NewLine} {Inside(local, suffix, 0)}{NewLine}}}",
        };
    }

    private static (string Name, string Suffix) CSharpType(ScalarType type) => type switch
    {
        ScalarType.Float32 => ("float", "f"),
        ScalarType.Float64 => ("double", ""),
        ScalarType.Byte => ("byte", ""),
        ScalarType.Int8 => ("sbyte", ""),
        ScalarType.Int16 => ("short", ""),
        ScalarType.Int32 => ("int", ""),
        ScalarType.Int64 => ("long", "L"),
        ScalarType.Bool => ("bool", ""),
        ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 => ("System.Numerics.Complex", ""),
        _ => (type.ToString(), "f"),
    };

    private static long[] Position(long number, long[] sizes)
    {
        var position = new long[sizes.Length];
        for (var k = sizes.Length - 1; k >= 0; k--)
        {
            (number, position[k]) = Math.DivRem(number, sizes[k]);
        }

        return position;
    }

    // Which parts along the first dimension are shown; minus one for those left out.
    private static IEnumerable<long> Shown(long count) => count <= Most
        ? Enumerable.Range(0, (int)count).Select(k => (long)k)
        : [.. Enumerable.Range(0, Edge).Select(k => (long)k), -1, .. Enumerable.Range(0, Edge).Select(k => count - Edge + k)];

    private void Columns(StringBuilder text, Tensor matrix)
    {
        var cells = Enumerable.Range(0, (int)matrix.shape[0]).Select(row => Cells(matrix[row])).ToArray();
        var widths = Enumerable.Range(0, (int)matrix.shape[1]).Select(column => cells.Max(row => row[column].Length)).ToArray();
        foreach (var row in cells)
        {
            var length = 0;
            for (var column = 0; column < row.Length; column++)
            {
                length += widths[column] + 1;
                if (length > Width)
                {
                    text.Append(" ...");
                    break;
                }

                text.Append(' ').Append(row[column].PadLeft(widths[column]));
            }

            text.Append(NewLine);
        }
    }

    private string[] Cells(Tensor row) => [.. Enumerable.Range(0, (int)row.shape[0]).Select(k => Text(row[k], ""))];

    private string Brackets(Tensor tensor, int depth)
    {
        if (tensor.ndim == 1)
        {
            return $"[{Row(tensor, "")}]";
        }

        var gap = string.Concat(Enumerable.Repeat(NewLine, (int)tensor.ndim - 1)) + new string(' ', depth);
        return $"[{string.Join(gap, Shown(tensor.shape[0]).Select(k => k < 0 ? "..." : Brackets(tensor[k], depth + 1)))}]";
    }

    private string Braces(Tensor tensor, string suffix, int depth) => tensor.ndim == 1 ? $"{{{Row(tensor, suffix)}}}" : $"{{{Inside(tensor, suffix, depth)}}}";

    private string Inside(Tensor tensor, string suffix, int depth)
    {
        var text = new StringBuilder();
        var before = "";
        foreach (var k in Shown(tensor.shape[0]))
        {
            text.Append(before).Append(k < 0 ? "..." : Braces(tensor[k], suffix, depth + 1));
            before = (k < 0 ? "" : ",") + NewLine + new string(' ', depth + 1);
        }

        return text.ToString();
    }

    private string Row(Tensor row, string suffix)
    {
        var text = new StringBuilder();
        var before = "";
        foreach (var k in Shown(row.shape[0]))
        {
            text.Append(before).Append(k < 0 ? "..." : Text(row[k], suffix));
            before = k < 0 ? " " : ", ";
        }

        return text.ToString();
    }

    private string Text(Tensor element, string suffix)
    {
        var value = element.ToScalar();
        return value.Kind switch
        {
            ScalarKind.Bool => value.ToBoolean() ? "true" : "false",
            ScalarKind.Int => value.ToInt64().ToString(Culture) + suffix,
            ScalarKind.Complex => Text(value.ToComplexFloat64()),
            // A format with more places than a float has digits shows zeros after them, not what is left of the float in double precision.
            _ => (element.dtype == ScalarType.Float64 ? Text(value.ToDouble()) : value.ToSingle().ToString(Format, Culture)) + suffix,
        };
    }

    private string Text(double value) => value.ToString(Format, Culture);

    private string Text(System.Numerics.Complex value)
    {
        if (value.Imaginary == 0)
        {
            return Text(value.Real);
        }

        return value.Real == 0 ? $"{Text(value.Imaginary)}i" : $"{Text(value.Real)}{(value.Imaginary < 0 ? "-" : "+")}{Text(Math.Abs(value.Imaginary))}i";
    }
}
