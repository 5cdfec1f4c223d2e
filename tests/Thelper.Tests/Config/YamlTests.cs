using System.Text.Json;
using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class YamlTests
{
    [Fact]
    public void Every_node_knows_its_file_line_and_path()
    {
        var root = Yaml("# head\na: 1\nb:\n  c:\n    - 1.5\n    - d: ~\n");

        root.Get("a")!.Where.ShouldBe("x.yml:2: a");
        root.Get("b")!.Where.ShouldBe("x.yml:3: b");
        root.Get("b")!.Get("c")!.Items[0].Where.ShouldBe("x.yml:5: b.c[0]");
        root.Get("b")!.Get("c")!.Items[1].Get("d")!.Where.ShouldBe("x.yml:6: b.c[1].d");
    }

    [Fact]
    public void Plain_scalars_have_the_types_of_the_safe_loader()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden("python-values.json")));
        foreach (var row in golden.RootElement.GetProperty("scalars").EnumerateArray())
        {
            var text = row[0].GetString()!;
            var value = Yaml($"v: {text}").Get("v")!;

            PythonRepr.Of(value.Value).ShouldBe(row[2].GetString(), text);
            var kind = row[1].GetString() switch { "int" => ConfigKind.Int, "float" => ConfigKind.Float, "bool" => ConfigKind.Bool, "str" => ConfigKind.String, _ => ConfigKind.Null };
            value.Kind.ShouldBe(kind, text);
        }
    }

    [Fact]
    public void Quoted_scalars_are_texts()
    {
        var root = Yaml("a: '1'\nb: \"yes\"\nc: |\n  1\n  2\nd: >-\n  x\n  y\ne: !!str 5\nf: !!float 5\ng: ''\nh:\n");

        root.ToPlain().ShouldBe(new Dictionary<string, object?>
        {
            ["a"] = "1",
            ["b"] = "yes",
            ["c"] = "1\n2\n",
            ["d"] = "x y",
            ["e"] = "5",
            ["f"] = 5.0,
            ["g"] = "",
            ["h"] = null,
        });
    }

    [Fact]
    public void Keys_are_texts_as_written()
    {
        Yaml("0: a\nyes: b\n~: c\n").Entries.Select(entry => entry.Key).ShouldBe(["0", "yes", "~"]);
    }

    [Fact]
    public void Anchors_and_merge_keys_copy_with_the_path_of_their_new_place()
    {
        var root = Yaml("base: &b {x: 1, y: {z: 2}}\nmore: &m {x: 5, w: 6}\nuse:\n  <<: [*b, *m]\n  y: 3\nagain: *b\n");

        root.Get("use")!.Entries.Select(entry => $"{entry.Key}={PythonRepr.Of(entry.Value.ToPlain())}").ShouldBe(["x=1", "y=3", "w=6"]);
        root.Get("again")!.Get("y")!.Get("z")!.Path.ShouldBe("again.y.z");
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", "x.yml:3: a: the key is given twice, first in line 1")]
    [InlineData("a: 1\n---\nb: 2\n", "x.yml:2: a configuration is one YAML document; a second one starts here")]
    [InlineData("a: *b\n", "x.yml:1: a: there is no anchor 'b' above")]
    [InlineData("a: &b [1, *b]\n", "x.yml:1: a[1]: the anchor 'b' contains itself")]
    [InlineData("a:\n  <<: 3\n", "x.yml:2: a: '<<' takes a map or a list of maps, got 3")]
    [InlineData("a: !!python/object:os.system x\n", "x.yml:1: a: the tag 'tag:yaml.org,2002:python/object:os.system' is not supported; configurations hold plain data")]
    [InlineData("a: !mine {b: 1}\n", "x.yml:1: a: the tag '!mine' is not supported; configurations hold plain data")]
    [InlineData("a: !!int x\n", "x.yml:1: a: the tag asks for an integer, got \"x\"")]
    [InlineData("a: 9223372036854775808\n", "x.yml:1: a: the integer does not fit into 64 bits")]
    [InlineData("? [a, b]\n: 1\n", "x.yml:1: a key must be a text")]
    [InlineData("a: b: c\n", "x.yml:1:5: not valid YAML: a text with ': ' in it stands in quotes; a list's items begin with '- '\n    a: b: c\n        ^")]
    [InlineData("a:\n\tb: 1\n", "x.yml:2: not valid YAML: a tab indents this line; YAML takes spaces only\n     b: 1\n    ^")]
    [InlineData("\0: e", "x.yml:2:1: not valid YAML: a value is missing")]
    [InlineData("a: 1\nb:\n  c: 2\n  [\nr", "x.yml:5:1: not valid YAML: the text breaks off, or has a sign that cannot stand here; perhaps a quote or a bracket above is not closed\n    r\n    ^")]
    [InlineData("a: {b: 1 \"c\": 2}\n", "x.yml:1:14: not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'\n    a: {b: 1 \"c\": 2}\n                 ^")]
    [InlineData("a: {\"b\" 1}\n", "x.yml:1:9: not valid YAML: a ',' or ':' is missing before this\n    a: {\"b\" 1}\n            ^")]
    [InlineData("a: [\"b\" \"c\"]\n", "x.yml:1:12: not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'\n    a: [\"b\" \"c\"]\n               ^")]
    [InlineData("a: {\"b\": {\"d\": 1} \"c\": 2}\n", "x.yml:1:19: not valid YAML: a ',' or ':' is missing before this\n    a: {\"b\": {\"d\": 1} \"c\": 2}\n                      ^")]
    [InlineData("a:\n   b: 1\n  c: 2\n", "x.yml:3:3: not valid YAML: the indentation of this line is that of no line above, or something above is not closed\n      c: 2\n      ^")]
    [InlineData("a: [1, 2\n", "x.yml:2:1: not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'")]
    public void Mistakes_name_the_line(string text, string message) => Error(() => Yaml(text)).ShouldBe(message);

    [Theory]
    [InlineData("a: {b: 1, c: [1, {d: 2}], ? e : 3, f: &x [1], g: *x, h: !!str 1, }")]
    [InlineData("a: [1, [2, 3], {b: c}, 'd', \"e\", f: 1, ]")]
    [InlineData("{a: {\"b\":1, 'c':2}}")]
    public void Brackets_and_braces_are_read(string text) => Yaml(text).Get("a")!.Kind.ShouldBeOneOf(ConfigKind.Map, ConfigKind.List);

    [Fact]
    public void A_short_file_cannot_expand_into_billions()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Error(() => Yaml(text)).ShouldEndWith("aliases expand to more than 100000 values or 128 levels");
    }

    [Fact]
    public void Depth_is_bounded() => Error(() => Yaml("a: " + new string('[', 400) + new string(']', 400))).ShouldEndWith("nested deeper than 128 levels");

    [Fact]
    public void An_empty_file_holds_nothing() => Yaml("# only a comment\n").Kind.ShouldBe(ConfigKind.Null);
}
