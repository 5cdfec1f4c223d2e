using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class ConfigOverridesTests
{
    private static readonly ConfigNode Root = Json("""{"trainer": {"epochs": 1}, "list": [{"a": 1}, 2], "my.data": {"x": 1}, "flat": "text"}""");

    [Theory]
    [InlineData("trainer.epochs=3", "trainer", "{'epochs': 3}")]
    [InlineData("trainer.lr=1e-4", "trainer", "{'epochs': 1, 'lr': 0.0001}")]
    [InlineData("trainer.lr =  .5 ", "trainer", "{'epochs': 1, 'lr': 0.5}")]
    [InlineData("new.a.b=yes", "new", "{'a': {'b': True}}")]
    [InlineData("list[0].a=[1, {b: c}]", "list", "[{'a': [1, {'b': 'c'}]}, 2]")]
    [InlineData("list.1=null", "list", "[{'a': 1}, None]")]
    [InlineData("list[2]=x=y", "list", "[{'a': 1}, 2, 'x=y']")]
    [InlineData("\"my.data\".x=\"5\"", "my.data", "{'x': '5'}")]
    [InlineData("flat=", "flat", "None")]
    [InlineData("flat=''", "flat", "''")]
    [InlineData("flat=models/a.cs:Ns.Net", "flat", "'models/a.cs:Ns.Net'")]
    [InlineData("flat={\"a\": [1, 2.0]}", "flat", "{'a': [1, 2.0]}")]
    [InlineData("flat=a b c", "flat", "'a b c'")]
    public void Values_are_read_as_yaml(string text, string key, string expected) =>
        PythonRepr.Of(ConfigOverrides.Apply(Root, [text]).Get(key)!.ToPlain()).ShouldBe(expected);

    [Fact]
    public void Overridden_nodes_come_from_the_command_line_and_others_keep_their_place()
    {
        var changed = ConfigOverrides.Apply(Root, ["trainer.optimization.lr=[1]", "list[0].a=3"]);

        changed.Get("trainer")!.Get("epochs")!.Where.ShouldBe("x.json:1: trainer.epochs");
        changed.Get("trainer")!.Get("optimization")!.Get("lr")!.Items[0].Where.ShouldBe("command line: trainer.optimization.lr[0]");
        changed.Get("list")!.Items[0].Get("a")!.Where.ShouldBe("command line: list[0].a");
    }

    [Theory]
    [InlineData("trainer", "command line: trainer: expected path=value, such as trainer.epochs=3")]
    [InlineData("=3", "command line: =3: expected path=value, such as trainer.epochs=3")]
    [InlineData("a..b=3", "command line: a..b=3: the path has an empty or badly formed step")]
    [InlineData("a.=3", "command line: a.=3: the path has an empty or badly formed step")]
    [InlineData(".a=3", "command line: .a=3: the path has an empty or badly formed step")]
    [InlineData("a[0=3", "command line: a[0=3: a '[' has no ']'")]
    [InlineData("list[5]=3", "command line: list[5]=3: 'list' is a list of 2; '5' must be a position from 0 to 2, the last of which appends")]
    [InlineData("list.a=3", "command line: list.a=3: 'list' is a list of 2; 'a' must be a position from 0 to 2, the last of which appends")]
    [InlineData("flat.a=3", "command line: flat.a=3: 'flat' holds the text \"text\", which has no 'a' inside")]
    [InlineData("flat=[1", "command line: flat=[1: the value cannot be read: not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'")]
    [InlineData("flat=99999999999999999999", "command line: flat=99999999999999999999: the integer does not fit into 64 bits")]
    public void Mistakes_say_what_is_wrong(string text, string message) => Error(() => ConfigOverrides.Apply(Root, [text])).ShouldBe(message);

    [Fact]
    public void All_mistakes_are_listed() => Error(() => ConfigOverrides.Apply(Root, ["a", "trainer.epochs=2", "list.x=1"])).Split('\n').Length.ShouldBe(2);
}
