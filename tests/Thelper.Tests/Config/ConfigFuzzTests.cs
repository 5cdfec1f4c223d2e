using System.Text;
using Thelper.Config;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

/// <summary>Whatever comes in, only user errors come out.</summary>
public class ConfigFuzzTests
{
    [Theory]
    [InlineData("classif.json", true)]
    [InlineData("classif.json", false)]
    [InlineData("segm.latest.json", true)]
    public void Mutated_configurations(string name, bool json)
    {
        var original = File.ReadAllText(Golden(name));
        Fuzz(json ? "config-json" : "config-yaml", random => Mutate(original, random, "{}[]\",:#/*'&!|>-\\\n\t 0eE.<%@`~\u0000é\ud800"), text => Parse(text, json));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_texts(bool json) => Fuzz(json ? "config-json" : "config-yaml", RandomText, text => Parse(text, json));

    [Fact]
    public void Mutated_task_texts()
    {
        var original = File.ReadAllText(Golden("classif.task.txt"));
        var types = new TypeRegistry();
        Fuzz("task", random => Mutate(original, random, "()[]{}'\",:=\\ 0x_.eNT-\u0000"), text => TaskFactory.Parse(text, types));
    }

    [Fact]
    public void Mutated_literals() =>
        Fuzz("literal", random => Mutate(@"{'a': [1, -2.5e3, 0x1F, 'b\n\x41', (), (1,), {1, 2}, None, True], 1: r'x', ""y"": '''z'''}", random, "()[]{}'\",:=\\ 0x_.eNT-+rbu\u0000"), text => PythonLiteral.Parse(text));

    [Fact]
    public void Mutated_overrides() =>
        Fuzz("override", random => Mutate("trainer.optimization[0].\"a.b\".lr=[1, {a: 'x'}]", random, "()[]{}'\",:=\\ 0x_.eNT-&*!|>%@`"), text => ConfigOverrides.Apply(Json("{\"trainer\": {\"optimization\": []}}"), [text]));

    private static void Parse(string text, bool json)
    {
        var root = ConfigLoader.Parse(text, "fuzz", json);
        ConfigWriter.ToJson(ConfigLoader.Parse(ConfigWriter.ToJson(root), "again")).ShouldBe(ConfigWriter.ToJson(root));
    }

    private static string RandomText(System.Random random)
    {
        const string Signs = "{}[]\",:#/*'&!|>-?\\\n\t 01aeE.<%@`~yn_";
        var text = new char[random.Next(40)];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = random.Next(4) == 0 ? (char)random.Next(0x10000) : Signs[random.Next(Signs.Length)];
        }

        return new string(text);
    }

    private static string Mutate(string original, System.Random random, string alphabet)
    {
        var text = original.ToCharArray().ToList();
        for (var i = random.Next(1, 6); i > 0 && text.Count > 0; i--)
        {
            var at = random.Next(text.Count);
            switch (random.Next(4))
            {
                case 0:
                    text.RemoveAt(at);
                    break;
                case 1:
                    text.RemoveRange(at, random.Next(text.Count - at));
                    break;
                case 2:
                    text[at] = alphabet[random.Next(alphabet.Length)];
                    break;
                default:
                    text.Insert(at, alphabet[random.Next(alphabet.Length)]);
                    break;
            }
        }

        return new string([.. text]);
    }

    private static void Fuzz(string kind, Func<System.Random, string> make, Action<string> use) => FuzzRounds.Run(
        kind,
        (random, _) => Encoding.UTF8.GetBytes(make(random)),
        bytes => use(Encoding.UTF8.GetString(bytes)),
        error => error is UserErrorException { Message.Length: > 0 });
}
