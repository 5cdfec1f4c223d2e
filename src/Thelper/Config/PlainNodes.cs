using System.Collections;

namespace Thelper.Config;

/// <summary>Makes nodes of plain values.</summary>
internal static class PlainNodes
{
    /// <summary>A node for a value and everything in it.</summary>
    /// <param name="plain">A plain value, a list or map of them, or nodes.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <param name="path">Its place there.</param>
    /// <exception cref="UserErrorException">Something in it cannot be part of a configuration, is nested too deep, or two keys read alike.</exception>
    public static ConfigNode Of(object? plain, string file, string path) => Of(plain, file, 0, path, 0);

    private static ConfigNode Of(object? plain, string file, int line, string path, int depth)
    {
        if (depth > PlainValues.MaxDepth)
        {
            throw new UserErrorException($"{file}: {path}: nested deeper than {PlainValues.MaxDepth} levels");
        }

        if (plain is ConfigNode node)
        {
            return node;
        }

        if (PlainValues.EntriesOf(plain) is { } entries)
        {
            var children = new List<KeyValuePair<string, ConfigNode>>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (key, value) in entries)
            {
                var text = PlainValues.KeyText(key);
                if (!seen.Add(text))
                {
                    throw new UserErrorException($"{file}: {path}: two keys read '{text}'");
                }

                children.Add(new(text, Of(value, file, line, ConfigNode.Join(path, text), depth + 1)));
            }

            return ConfigNode.Map(children, file, line, path);
        }

        if (plain is IEnumerable list and not string)
        {
            var items = new List<ConfigNode>();
            foreach (var value in list)
            {
                items.Add(Of(value, file, line, $"{path}[{items.Count}]", depth + 1));
            }

            return ConfigNode.List(items, file, line, path);
        }

        return PlainValues.Normalize(plain) switch
        {
            null or bool or long or double or string => ConfigNode.Scalar(PlainValues.Normalize(plain), file, line, path),
            var other => throw new UserErrorException($"{file}: {path}: a {other!.GetType().Name} cannot be part of a configuration"),
        };
    }
}
