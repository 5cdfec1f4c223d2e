using System.Text;
using Thelper.Config;

namespace Thelper.Guide;

/// <summary>Writes plain values as YAML with comments: lines before a key, and words behind a value.</summary>
/// <param name="before">What to say before a key, by its path from the root; null for nothing. Lines are kept.</param>
/// <param name="behind">What to say behind a value; null for nothing.</param>
internal sealed class AnnotatedYaml(Func<string, string?> before, Func<string, string?> behind)
{
    private const int Indent = 4;

    /// <summary>Writes a map, its keys in their order.</summary>
    /// <param name="map">The map.</param>
    public string Write(IReadOnlyDictionary<string, object?> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var text = new StringBuilder();
        AppendMap(text, map, "", 0, inline: false);
        return text.ToString();
    }

    private void AppendMap(StringBuilder text, IReadOnlyDictionary<string, object?> map, string path, int depth, bool inline)
    {
        foreach (var (key, value) in map)
        {
            var place = ConfigNode.Join(path, key);
            if (!inline)
            {
                AppendBefore(text, place, depth);
            }

            text.Append(' ', inline ? 0 : Indent * depth).Append(ConfigWriter.YamlText(key)).Append(':');
            AppendValue(text, value, place, depth);
            inline = false;
        }
    }

    private void AppendValue(StringBuilder text, object? value, string path, int depth)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> { Count: > 0 } map:
                text.Append(Comment(path)).Append('\n');
                AppendMap(text, map, path, depth + 1, inline: false);
                break;
            case IReadOnlyList<object?> { Count: > 0 } list when list.Any(item => item is IReadOnlyDictionary<string, object?> or IReadOnlyList<object?>):
                text.Append(Comment(path)).Append('\n');
                for (var i = 0; i < list.Count; i++)
                {
                    // What is said of the first key of an item stands before the item.
                    if (list[i] is IReadOnlyDictionary<string, object?> { Count: > 0 } item)
                    {
                        AppendBefore(text, ConfigNode.Join($"{path}[{i}]", item.Keys.First()), depth + 1);
                    }

                    text.Append(' ', Indent * (depth + 1)).Append('-').Append(' ', Indent - 1);
                    if (list[i] is IReadOnlyDictionary<string, object?> { Count: > 0 } map)
                    {
                        AppendMap(text, map, $"{path}[{i}]", depth + 2, inline: true);
                    }
                    else
                    {
                        text.Append(Flow(list[i])).Append(Comment($"{path}[{i}]")).Append('\n');
                    }
                }

                break;
            default:
                text.Append(' ').Append(Flow(value)).Append(Comment(path)).Append('\n');
                break;
        }
    }

    private void AppendBefore(StringBuilder text, string path, int depth)
    {
        foreach (var line in before(path)?.Split('\n') ?? [])
        {
            text.Append(' ', Indent * depth).Append(line.Length == 0 ? "" : "# ").Append(line).Append('\n');
        }
    }

    private string Comment(string path) => behind(path) is { } words ? $"  # {words}" : "";

    private static string Flow(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => $"{{{string.Join(", ", map.Select(entry => $"{ConfigWriter.YamlText(entry.Key)}: {Flow(entry.Value)}"))}}}",
        IReadOnlyList<object?> list => $"[{string.Join(", ", list.Select(Flow))}]",
        _ => ConfigWriter.YamlScalarText(value),
    };
}
