using Thelper.Config;
using Thelper.Torch.Serialization;

namespace Thelper.Nn;

/// <summary>Values of a checkpoint that are no tensors.</summary>
internal static class PickledValues
{
    /// <summary>Turns a pickled value into a plain one: dictionaries with text keys, lists, scalars. Of keys that read alike, such as 0 and '0', the last counts.</summary>
    /// <param name="value">The value; tuples become lists.</param>
    /// <returns>The plain value.</returns>
    public static object? Plain(object? value) => Plain(value, null, "");

    /// <summary>The same of a stranger's file.</summary>
    /// <param name="value">The value.</param>
    /// <param name="file">The file, for messages; null for none.</param>
    /// <param name="path">Where the value lies in it.</param>
    /// <returns>The plain value.</returns>
    /// <exception cref="CheckpointException">Keys of a dictionary read alike.</exception>
    public static object? Plain(object? value, string? file, string path)
    {
        switch (value)
        {
            case PyDict dict:
                var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var (key, item) in dict)
                {
                    var text = PlainValues.KeyText(key);
                    if (file is not null && map.ContainsKey(text))
                    {
                        throw new CheckpointException(file, $"its '{PrintableText.Line(path)}' has two keys that read '{PrintableText.Line(text)}'; the file was not written by a session.");
                    }

                    map[text] = Plain(item, file, ConfigNode.Join(path, text));
                }

                return map;
            case PyTuple or IReadOnlyList<object?>:
                var list = new List<object?>();
                foreach (var item in (IReadOnlyList<object?>)value)
                {
                    list.Add(Plain(item, file, $"{path}[{list.Count}]"));
                }

                return list;
            default:
                return value;
        }
    }

    /// <summary>A value of a stranger's file as a part of a configuration.</summary>
    /// <param name="value">The value.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="path">Where the value lies in it.</param>
    /// <exception cref="UserErrorException">Keys of a dictionary read alike, or something in it cannot be part of a configuration.</exception>
    public static ConfigNode Node(object? value, string file, string path) => ConfigNode.FromPlain(Plain(value, file, path), file, path);
}
