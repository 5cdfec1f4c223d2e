using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Thelper.Config;

/// <summary>Builds configuration nodes from YAML: one document, plain data only, aliases and merge keys bounded.</summary>
internal sealed class YamlTree
{
    // Copies made for aliases and merge keys; without a bound a short file could ask for billions.
    private const int MaxCopies = 100_000;

    // Parts of the parser's messages, and what people mean by them.
    private static readonly (string Part, string Meaning)[] Meanings =
    [
        ("did not find expected key", "the indentation of this line is that of no line above, or something above is not closed"),
        ("plain scalar value, found invalid mapping", "a text with ': ' in it stands in quotes; a list's items begin with '- '"),
        ("multiline plain scalar, found invalid mapping", "the line above has no ': ' after its key (a space belongs behind the colon)"),
        ("quoted scalar, found wrong indentation", "a quote was opened above and is not closed"),
    ];

    private readonly string file;
    private readonly bool jsonNumbers;
    private readonly YamlEvents parser;
    private readonly ValueCount values;
    private readonly Dictionary<string, ConfigNode?> anchors = new(StringComparer.Ordinal);
    private int copies;

    private YamlTree(string text, string file, bool jsonNumbers)
    {
        this.file = file;
        this.jsonNumbers = jsonNumbers;
        parser = new YamlEvents(text);
        values = new ValueCount(file);
    }

    public static ConfigNode Parse(ReadOnlyMemory<byte> bytes, string file, bool jsonNumbers = false)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Span);
        }
        catch (DecoderFallbackException error)
        {
            var line = bytes.Span[..Math.Clamp(error.Index, 0, bytes.Length)].Count((byte)'\n') + 1;
            throw new UserErrorException($"{file}:{line}: the text is not UTF-8", error);
        }

        try
        {
            return Read(text, file, jsonNumbers);
        }
        catch (YamlException error)
        {
            throw new UserErrorException(Describe(error, text, file) + SourceExcerpt.Of(bytes.Span, PlaceOf(error, text).Line, PlaceOf(error, text).Column), error);
        }
    }

    public static ConfigNode Parse(string text, string file)
    {
        try
        {
            return Read(text, file, jsonNumbers: false);
        }
        catch (YamlException error)
        {
            throw new UserErrorException(Describe(error, text, file), error);
        }
    }

    private static ConfigNode Read(string text, string file, bool jsonNumbers)
    {
        var root = new YamlTree(text, file, jsonNumbers).Document();
        YamlFlow.Check(text);
        return root;
    }

    private static string Describe(YamlException error, string text, string file) => PlaceOf(error, text) is var (line, column, isTab) && isTab
        ? $"{file}:{line}: not valid YAML: a tab indents this line; YAML takes spaces only"
        : $"{file}:{line}:{column}: not valid YAML: {Reason(error)}";

    private static (int Line, int Column, bool IsTab) PlaceOf(YamlException error, string text)
    {
        var tab = error.Message.Contains(" tab ", StringComparison.Ordinal) ? TabLine(text, (int)error.Start.Line) : 0;
        return tab > 0 ? (tab, 1, true) : ((int)error.End.Line, (int)error.End.Column, false);
    }

    // The parser gives the line where the map begins, not the one with the tab.
    private static int TabLine(string text, int from)
    {
        var lines = text.Split('\n');
        var index = Array.FindIndex(lines, Math.Min(from, lines.Length) - 1, line => line[..^line.TrimStart().Length].Contains('\t', StringComparison.Ordinal));
        return index + 1;
    }

    private static string Reason(YamlException error)
    {
        var message = error.Message;
        var at = message.LastIndexOf("): ", StringComparison.Ordinal);
        message = (at < 0 ? message : message[(at + 3)..]).TrimEnd('.');
        if (Array.Find(Meanings, known => message.Contains(known.Part, StringComparison.Ordinal)).Meaning is { } meaning)
        {
            return meaning;
        }

        return message.Length == 0 ? "unreadable" : char.ToLowerInvariant(message[0]) + message[1..];
    }

    private ConfigNode Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Current is not DocumentStart)
        {
            return ConfigNode.Scalar(null, file, 1, "");
        }

        parser.Consume<DocumentStart>();
        var root = Node("", null, 0);
        parser.Consume<DocumentEnd>();
        return parser.Current is StreamEnd
            ? root
            : throw Error(parser.Current!, "", "a configuration is one YAML document; a second one starts here");
    }

    private ConfigNode Node(string path, int? keyLine, int depth)
    {
        var current = parser.Current!;
        if (depth > PlainValues.MaxDepth)
        {
            throw Error(current, path, $"nested deeper than {PlainValues.MaxDepth} levels");
        }

        var line = keyLine ?? (int)current.Start.Line;
        values.Add(line, path);
        if (parser.Accept<AnchorAlias>(out var alias))
        {
            parser.MoveNext();
            return anchors.TryGetValue(alias.Value.Value, out var known)
                ? Copy(known ?? throw Error(alias, path, $"the anchor '{alias.Value}' contains itself"), path, line, depth, alias)
                : throw Error(alias, path, $"there is no anchor '{alias.Value}' above");
        }

        if (current is not NodeEvent start)
        {
            throw new YamlException(current.Start, current.End, "a value is missing");
        }

        var anchor = start.Anchor;
        if (!anchor.IsEmpty)
        {
            anchors[anchor.Value] = null;
        }

        var node = current switch
        {
            Scalar => ScalarNode(path, line),
            SequenceStart => List(path, line, depth),
            MappingStart => Map(path, line, depth),
            _ => throw Error(current, path, "unreadable"),
        };
        if (!anchor.IsEmpty)
        {
            anchors[anchor.Value] = node;
        }

        return node;
    }

    private ConfigNode ScalarNode(string path, int line)
    {
        var scalar = parser.Consume<Scalar>();
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        var plain = scalar.Style == ScalarStyle.Plain;
        try
        {
            object? value = tag switch
            {
                "" => plain && scalar.Tag.IsEmpty ? YamlScalar.Resolve(scalar.Value, jsonNumbers) : scalar.Value,
                "tag:yaml.org,2002:str" => scalar.Value,
                "tag:yaml.org,2002:null" => YamlScalar.Resolve(scalar.Value) is null ? null : throw Mismatch(scalar, path, "null"),
                "tag:yaml.org,2002:bool" => YamlScalar.Resolve(scalar.Value) is bool flag ? flag : throw Mismatch(scalar, path, "true or false"),
                "tag:yaml.org,2002:int" => YamlScalar.Resolve(scalar.Value) is long whole ? whole : throw Mismatch(scalar, path, "an integer"),
                "tag:yaml.org,2002:float" => YamlScalar.Resolve(scalar.Value) switch
                {
                    double number => number,
                    long whole => (double)whole,
                    _ => throw Mismatch(scalar, path, "a number"),
                },
                _ => throw UnknownTag(scalar, path),
            };
            return ConfigNode.Scalar(value, file, line, path);
        }
        catch (OverflowException error)
        {
            throw new UserErrorException($"{Where(scalar, path)}: the integer does not fit into 64 bits", error);
        }
    }

    private ConfigNode List(string path, int line, int depth)
    {
        var start = parser.Consume<SequenceStart>();
        RequireTag(start, "tag:yaml.org,2002:seq", path);
        var items = new List<ConfigNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node($"{path}[{items.Count}]", null, depth + 1));
        }

        return ConfigNode.List(items, file, line, path);
    }

    private ConfigNode Map(string path, int line, int depth)
    {
        var start = parser.Consume<MappingStart>();
        RequireTag(start, "tag:yaml.org,2002:map", path);
        var own = new List<KeyValuePair<string, ConfigNode>>();
        var merged = new List<ConfigNode>();
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                throw Error(parser.Current!, path, "a key must be a text");
            }

            var keyLine = (int)key.Start.Line;
            if (key.Value == "<<" && key.Style == ScalarStyle.Plain)
            {
                AddMerged(merged, Node(path, keyLine, depth + 1));
                continue;
            }

            values.Check(keyLine, key.Value);
            var keyPath = ConfigNode.Join(path, key.Value);
            if (!seen.TryAdd(key.Value, keyLine))
            {
                throw Error(key, keyPath, $"the key is given twice, first in line {seen[key.Value]}");
            }

            own.Add(new(key.Value, Node(keyPath, keyLine, depth + 1)));
        }

        return ConfigNode.Map(merged.Count == 0 ? own : Merge(own, merged, start, depth), file, line, path);
    }

    private static void AddMerged(List<ConfigNode> merged, ConfigNode source)
    {
        foreach (var map in source.Kind == ConfigKind.List ? source.Items : [source])
        {
            if (map.Kind != ConfigKind.Map)
            {
                throw new UserErrorException($"{source.Where}: '<<' takes a map or a list of maps, got {map.Describe()}");
            }

            merged.Add(map);
        }
    }

    // Merged keys come first, earlier sources win among them, and the map's own keys win over all.
    private List<KeyValuePair<string, ConfigNode>> Merge(List<KeyValuePair<string, ConfigNode>> own, List<ConfigNode> merged, ParsingEvent at, int depth)
    {
        var result = new List<KeyValuePair<string, ConfigNode>>();
        var place = new HashSet<string>(StringComparer.Ordinal);
        var given = own.ToDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in merged.SelectMany(map => map.Entries))
        {
            if (place.Add(key))
            {
                result.Add(new(key, given.TryGetValue(key, out var mine) ? mine : Copy(value, value.Path, value.Line, depth + 1, at)));
            }
        }

        result.AddRange(own.Where(entry => !place.Contains(entry.Key)));
        return result;
    }

    private ConfigNode Copy(ConfigNode node, string path, int line, int depth, ParsingEvent at)
    {
        if (++copies > MaxCopies || depth > PlainValues.MaxDepth)
        {
            throw Error(at, path, $"aliases expand to more than {MaxCopies} values or {PlainValues.MaxDepth} levels");
        }

        values.Add(line, path);
        return node.Kind switch
        {
            ConfigKind.List => ConfigNode.List(
                [.. node.Items.Select((item, i) => Copy(item, $"{path}[{i}]", item.Line, depth + 1, at))], file, line, path),
            ConfigKind.Map => ConfigNode.Map(
                [.. node.Entries.Select(entry => KeyValuePair.Create(entry.Key, Copy(entry.Value, ConfigNode.Join(path, entry.Key), entry.Value.Line, depth + 1, at)))], file, line, path),
            _ => ConfigNode.Scalar(node.Value, file, line, path),
        };
    }

    private void RequireTag(NodeEvent node, string standard, string path)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value != standard)
        {
            throw UnknownTag(node, path);
        }
    }

    private UserErrorException UnknownTag(NodeEvent node, string path) =>
        Error(node, path, $"the tag '{node.Tag.Value}' is not supported; configurations hold plain data");

    private UserErrorException Mismatch(Scalar scalar, string path, string expected) =>
        Error(scalar, path, $"the tag asks for {expected}, got \"{scalar.Value}\"");

    private UserErrorException Error(ParsingEvent at, string path, string message) => new($"{Where(at, path)}: {message}");

    private string Where(ParsingEvent at, string path) => path.Length == 0 ? $"{file}:{at.Start.Line}" : $"{file}:{at.Start.Line}: {path}";
}
