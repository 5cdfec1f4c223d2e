using System.Globalization;
using System.Text.RegularExpressions;

namespace Thelper.Config;

/// <summary>Applies overrides from the command line: <c>trainer.epochs=3</c>, <c>loaders.base_transforms[0].params.min=[0]</c>.</summary>
/// <remarks>
/// Values are read as YAML, so <c>3</c> is a number, <c>"3"</c> a text, <c>[1, 2]</c> a list and nothing is null. Missing maps are created; list
/// elements are addressed as <c>a[0]</c> or <c>a.0</c> and must exist, or be the next one. A key with dots in it is written in quotes: <c>datasets."a.b".type=...</c>.
/// A section may be called by any of its names. Names that do not exist are found where the configuration's own are, by <see cref="ConfigSections"/> and <see cref="OptionsBinder"/>.
/// </remarks>
public static partial class ConfigOverrides
{
    /// <summary>Where overridden nodes say they come from.</summary>
    public const string Place = "command line";

    /// <summary>Applies overrides in order.</summary>
    /// <param name="root">The configuration.</param>
    /// <param name="overrides">Texts of the form <c>path=value</c>.</param>
    /// <returns>The changed configuration.</returns>
    /// <exception cref="UserErrorException">Some are badly formed or do not fit the configuration; the message lists them all.</exception>
    public static ConfigNode Apply(ConfigNode root, IEnumerable<string> overrides)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(overrides);
        var errors = new List<string>();
        foreach (var text in overrides)
        {
            try
            {
                root = Apply(root, text);
            }
            catch (UserErrorException error)
            {
                errors.Add(error.Message);
            }
        }

        return errors.Count == 0 ? root : throw new UserErrorException(string.Join('\n', errors));
    }

    private static ConfigNode Apply(ConfigNode root, string text)
    {
        var equals = EndOfPath(text);
        if (equals <= 0)
        {
            throw Error(text, "expected path=value, such as trainer.epochs=3");
        }

        var steps = Steps(text, text[..equals]);
        steps[0] = ConfigSections.NameIn(root, steps[0]) ?? steps[0];
        if (steps is [ConfigComposition.Key])
        {
            throw Error(text, "the files that a configuration is based on are named in the file itself");
        }

        return Set(root, steps, 0, "", Value(text, text[(equals + 1)..]), text);
    }

    private static ConfigNode Set(ConfigNode? node, List<string> steps, int step, string path, object? value, string text)
    {
        if (step == steps.Count)
        {
            return ConfigNode.FromPlain(value, Place, path);
        }

        var name = steps[step];
        if (node is { Kind: ConfigKind.List })
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > node.Items.Count)
            {
                throw Error(text, $"'{path}' is a list of {node.Items.Count}; '{name}' must be a position from 0 to {node.Items.Count}, the last of which appends");
            }

            var items = node.Items.ToList();
            var item = Set(index < items.Count ? items[index] : null, steps, step + 1, $"{path}[{index}]", value, text);
            if (index < items.Count)
            {
                items[index] = item;
            }
            else
            {
                items.Add(item);
            }

            return ConfigNode.List(items, node.File, node.Line, node.Path);
        }

        if (node is not null and not { Kind: ConfigKind.Map or ConfigKind.Null })
        {
            throw Error(text, $"'{path}' holds {node.Describe()}, which has no '{name}' inside");
        }

        var map = node is { Kind: ConfigKind.Map } ? node : ConfigNode.Map([], Place, 0, path);
        return map.With(name, Set(map.Get(name), steps, step + 1, ConfigNode.Join(path, name), value, text));
    }

    private static object? Value(string text, string value)
    {
        try
        {
            var trimmed = value.Trim();
            var plain = trimmed.Length > 0 && trimmed.IndexOfAny(['[', '{', '"', '\'', '&', '*', '!', '|', '>', '#', '%', '@', '`']) < 0 && !trimmed.Contains(':', StringComparison.Ordinal);

            // A plain scalar needs no YAML parser, which takes a while to load.
            var read = plain ? YamlScalar.Resolve(trimmed) : YamlTree.Parse(value, Place).ToPlain();
            return ConfigValues.Expand(ConfigNode.FromPlain(read, $"{Place}:1", "")).ToPlain();
        }
        catch (OverflowException error)
        {
            throw new UserErrorException(Error(text, "the integer does not fit into 64 bits").Message, error);
        }
        catch (UserErrorException error)
        {
            var reason = YamlPlace().Replace(error.Message, "");
            throw new UserErrorException(Error(text, $"the value cannot be read: {reason}").Message, error);
        }
    }

    // The first '=' outside quotes.
    private static int EndOfPath(string text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            quoted ^= text[i] == '"';
            if (text[i] == '=' && !quoted)
            {
                return i;
            }
        }

        return -1;
    }

    private static List<string> Steps(string text, string path)
    {
        var steps = new List<string>();
        for (var i = 0; i < path.Length;)
        {
            int end;
            if (path[i] == '"')
            {
                end = path.IndexOf('"', i + 1);
                end = end < 0 ? throw Error(text, "a quote has no end") : end;
                steps.Add(path[(i + 1)..end]);
                end++;
            }
            else if (path[i] == '[')
            {
                end = path.IndexOf(']', i);
                end = end < 0 ? throw Error(text, "a '[' has no ']'") : end;
                steps.Add(path[(i + 1)..end]);
                end++;
            }
            else
            {
                end = path.IndexOfAny(['.', '['], i);
                end = end < 0 ? path.Length : end;
                steps.Add(path[i..end].Trim());
            }

            if (steps[^1].Length == 0 || (end < path.Length && path[end] is not ('.' or '[')) || path.EndsWith('.'))
            {
                throw Error(text, "the path has an empty or badly formed step");
            }

            i = end < path.Length && path[end] == '.' ? end + 1 : end;
        }

        return steps.Count <= PlainValues.MaxDepth ? steps : throw Error(text, $"the path has more than {PlainValues.MaxDepth} steps");
    }

    [GeneratedRegex($@"^{Place}:\d+(:\d+)?: ")]
    private static partial Regex YamlPlace();

    private static UserErrorException Error(string text, string message) => new($"{Place}: {text}: {message}");
}
