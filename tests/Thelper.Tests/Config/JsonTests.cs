using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class JsonTests
{
    [Fact]
    public void Every_node_knows_its_file_line_and_path()
    {
        var root = Json("{\n  \"a\": 1,\n  \"b\": {\n    \"c\": [\n      1.5,\n      {\"d\": null}\n    ]\n  }\n}");

        root.Where.ShouldBe("x.json:1");
        root.Get("a")!.Where.ShouldBe("x.json:2: a");
        var c = root.Get("b")!.Get("c")!;
        c.Where.ShouldBe("x.json:4: b.c");
        c.Items[0].Where.ShouldBe("x.json:5: b.c[0]");
        c.Items[1].Get("d")!.Where.ShouldBe("x.json:6: b.c[1].d");
    }

    [Fact]
    public void Values_keep_their_kind()
    {
        var root = Json("""{"i": 3, "f": 3.0, "e": 1e-4, "t": true, "n": null, "s": "3", "l": [], "m": {}, "big": -9223372036854775808}""");

        root.Get("i")!.Value.ShouldBe(3L);
        root.Get("f")!.Value.ShouldBe(3.0);
        root.Get("e")!.Value.ShouldBe(1e-4);
        root.Get("t")!.Value.ShouldBe(true);
        root.Get("n")!.Kind.ShouldBe(ConfigKind.Null);
        root.Get("s")!.Value.ShouldBe("3");
        root.Get("l")!.Kind.ShouldBe(ConfigKind.List);
        root.Get("m")!.Kind.ShouldBe(ConfigKind.Map);
        root.Get("big")!.Value.ShouldBe(long.MinValue);
        root.Entries.Select(entry => entry.Key).ShouldBe(["i", "f", "e", "t", "n", "s", "l", "m", "big"]);
    }

    [Fact]
    public void Comments_trailing_commas_tabs_byte_order_mark_and_line_ends_do_no_harm()
    {
        var root = Json("\uFEFF{ // one\r\n\t# two \"\r\n\t\"a#b\": \"#no // comment /* */ é \\\" #\", /* three\r\n # */\r\n\t\"c\": [1, 2,], # 'four'\r\n}\r\n# end");

        root.Get("a#b")!.Value.ShouldBe("#no // comment /* */ é \" #");
        root.Get("c")!.Items.Count.ShouldBe(2);
        root.Get("c")!.Line.ShouldBe(5);
    }

    [Fact]
    public void A_comment_that_starts_with_a_hash_may_hold_other_comment_signs()
    {
        Json("{\n# see http://x /* y\n\"a\": 1 # \"\n}").Get("a")!.Value.ShouldBe(1L);
        Json("{\n// it # has /* all\n\"a\": 1 /* # // */\n}").Get("a")!.Value.ShouldBe(1L);
    }

    [Theory]
    [InlineData("{\n\"a\": 1,\n\"a\": 2}", "x.json:3: a: the key is given twice, first in line 2")]
    [InlineData("{\"a\": {\"b\": 1, \"b\": 2}}", "x.json:1: a.b: the key is given twice, first in line 1")]
    [InlineData("{\"a\": 9223372036854775808}", "x.json:1: a: the integer does not fit into 64 bits")]
    [InlineData("{\n\"a\": 1\n\"b\": 2}", "x.json:3:1: not valid JSON: a comma or a closing bracket is missing before this\n    \"b\": 2}\n    ^")]
    [InlineData("{\"a\": ]}", "x.json:1:7: not valid JSON: no value begins like this; texts stand in double quotes; true, false and null are written small\n    {\"a\": ]}\n          ^")]
    [InlineData("{\n\"a\": \"x\n}", "x.json:2:8: not valid JSON: the text has no closing quote\n    \"a\": \"x\n           ^")]
    [InlineData("{\"a\": [1, 2}", "x.json:1:12: not valid JSON: this does not close the '[' of line 1\n    {\"a\": [1, 2}\n               ^")]
    [InlineData("{\n\n\"a\": {", "x.json:3:7: not valid JSON: the file ends, but the '{' of line 3 is not closed\n    \"a\": {\n          ^")]
    [InlineData("{\n  // a { comment\n  \"a\": \"[\", /* [ */\n  \"b\": [1, 2\n}", "x.json:5:1: not valid JSON: this does not close the '[' of line 4\n    }\n    ^")]
    [InlineData("{\"a\": 1}}", "x.json:1:9: not valid JSON: the configuration ends before this; there is one closing bracket too many, or a comma is missing before it\n    {\"a\": 1}}\n            ^")]
    [InlineData("{\"ä\t\": \"1\" \"2\"}", "x.json:1:4: not valid JSON: a tab in a text is written \\t\n    {\"ä \": \"1\" \"2\"}\n       ^")]
    [InlineData("{\"a\": 1e999}", "x.json:1: a: the number does not fit into 64 bits; the largest is about 1.8e308")]
    [InlineData("{\"a\" 1, \"b\": 2}", "x.json:1:6: not valid JSON: the ':' after the key is missing\n    {\"a\" 1, \"b\": 2}\n         ^")]
    [InlineData("{'a': 1 'b': 2}", "x.json:1:2: not valid JSON: a key in double quotes is expected here\n    {'a': 1 'b': 2}\n     ^")]
    public void Mistakes_name_the_line(string text, string message) => Error(() => Json(text)).ShouldBe(message);

    [Fact]
    public void A_long_line_is_shown_around_the_place()
    {
        var lines = Error(() => Json($"{{\"a\": [{string.Join(", ", Enumerable.Range(100, 60))}, \"x\" \"7\", 1]}}")).Split('\n');
        lines.Length.ShouldBe(3);
        lines[1].ShouldAllBe(c => c == ' ' || char.IsAsciiLetterOrDigit(c) || "[],.{}\":".Contains(c));
        lines[1].Length.ShouldBeLessThan(72);
        lines[1][lines[2].IndexOf('^', StringComparison.Ordinal)..].ShouldStartWith("\"7\"");
        lines[1].ShouldStartWith("    ...");
    }

    [Fact]
    public void Yaml_only_syntax_in_a_json_file_is_read_as_yaml()
    {
        var root = Json("{a: 1e-4, 'b': [yes, .5], # comment\n c: {d: text}}");

        root.Get("a")!.Value.ShouldBe(1e-4);
        root.Get("b")!.ToPlain().ShouldBe(new List<object?> { true, 0.5 });
        root.Get("c")!.Get("d")!.Where.ShouldBe("x.json:2: c.d");
    }

    [Fact]
    public void Numbers_that_Python_writes_and_json_does_not_know_are_read_back()
    {
        var root = Json("{\"a\": Infinity, \"b\": -Infinity, \"c\": NaN}");

        root.Get("a")!.Value.ShouldBe(double.PositiveInfinity);
        root.Get("b")!.Value.ShouldBe(double.NegativeInfinity);
        root.Get("c")!.Value.ShouldBe(double.NaN);
    }

    [Fact]
    public void Depth_is_bounded()
    {
        Error(() => Json(new string('[', 5000) + new string(']', 5000))).ShouldStartWith("x.json:1:129: not valid JSON: the maximum configured depth of 128 has been exceeded");
        Error(() => Json("{\"a\": " + new string('[', 200))).ShouldStartWith("x.json:1:134: not valid JSON:");
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        var path = Path.GetTempFileName() + ".json";
        File.WriteAllBytes(path, [(byte)'{', (byte)'\n', (byte)'"', 0xE9, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        try
        {
            Error(() => ConfigLoader.ParseFile(path)).ShouldStartWith($"{path}:2:");
        }
        finally
        {
            File.Delete(path);
        }

        Error(() => Json("{\"a\": \"\\ud800\"}")).ShouldBe("x.json:1: not valid JSON: a text is not UTF-8 or has half a surrogate pair");
    }
}
