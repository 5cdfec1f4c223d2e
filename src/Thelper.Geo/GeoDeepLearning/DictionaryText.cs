using System.Text;
using Thelper.Config;

namespace Thelper.Geo.GeoDeepLearning;

/// <summary>Reads dictionaries as Python prints them, <c>OrderedDict([('a', 1)])</c> too. Nothing is run.</summary>
internal static class DictionaryText
{
    private const string Call = "OrderedDict(";
    private const string Mark = "__ordered__";

    /// <summary>Reads one.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    public static IReadOnlyDictionary<string, object?> Parse(string text) =>
        Resolve(PythonLiteral.Parse(Marked(text))) as IReadOnlyDictionary<string, object?> ?? throw new UserErrorException("it is no dictionary");

    // A call becomes a pair of a mark and its argument: both end with the same bracket.
    private static string Marked(string text)
    {
        var marked = new StringBuilder(text.Length + 64);
        char? quote = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote is not null)
            {
                marked.Append(c);
                if (c == '\\' && i + 1 < text.Length)
                {
                    marked.Append(text[++i]);
                }
                else if (c == quote)
                {
                    quote = null;
                }
            }
            else if (text.AsSpan(i).StartsWith(Call))
            {
                i += Call.Length - 1;
                marked.Append($"('{Mark}', ");

                // An empty one has no argument.
                marked.Append(i + 1 < text.Length && text[i + 1] == ')' ? "[]" : "");
            }
            else
            {
                quote = c is '\'' or '"' ? c : null;
                marked.Append(c);
            }
        }

        return marked.ToString();
    }

    private static object? Resolve(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => new OrderedDictionary<string, object?>(map.Select(entry => KeyValuePair.Create(entry.Key, Resolve(entry.Value)))),
        System.Collections.IList { Count: 2 } pair when pair[0] as string == Mark && pair[1] is System.Collections.IList entries => Ordered(entries),
        System.Collections.IList list => list.Cast<object?>().Select(Resolve).ToList(),
        _ => value,
    };

    private static OrderedDictionary<string, object?> Ordered(System.Collections.IList entries)
    {
        var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            map[entry is System.Collections.IList { Count: 2 } pair && pair[0] is string key ? key : throw new UserErrorException("an OrderedDict needs pairs of a text and a value")] = Resolve(((System.Collections.IList)entry)[1]);
        }

        return map;
    }
}
