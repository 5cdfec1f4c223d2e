using System.Text.Json;
using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class ConfigWriterTests
{
    [Theory]
    [InlineData("classif")]
    [InlineData("segm")]
    [InlineData("sr")]
    [InlineData("detect")]
    public void The_configurations_that_the_original_saved_are_reproduced_byte_for_byte(string name)
    {
        var text = ConfigWriter.ToJson(ConfigLoader.Load(Golden(name + ".json")).ToPlain());

        text.ShouldBe(File.ReadAllText(Golden(name + ".latest.json")));
    }

    [Fact]
    public void Numbers_and_texts_are_written_as_Python_writes_them()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden("python-values.json")));
        foreach (var row in golden.RootElement.GetProperty("doubles").EnumerateArray())
        {
            var value = BitConverter.UInt64BitsToDouble(Convert.ToUInt64(row[0].GetString(), 16));
            PythonRepr.Of(value).ShouldBe(row[1].GetString());
            ConfigWriter.ToJson(value).ShouldBe(row[2].GetString());
        }

        foreach (var row in golden.RootElement.GetProperty("texts").EnumerateArray())
        {
            PythonRepr.Of(row[0].GetString()).ShouldBe(row[1].GetString());
            ConfigWriter.ToJson(row[0].GetString()).ShouldBe(row[2].GetString());
        }
    }

    [Fact]
    public void Every_kind_of_value_has_a_json_form()
    {
        var text = ConfigWriter.ToJson(new Dictionary<object, object?>
        {
            [1] = double.NaN,
            [2.0] = double.NegativeInfinity,
            [true] = Array.Empty<int>(),
            ["d"] = new Dictionary<string, object?>(),
            ["t"] = new object?[] { 1, (byte)2, 3f, null },
            ["o"] = new Version(1, 2),
            ["p"] = double.PositiveInfinity,
        });

        text.ShouldBe(
            """
            {
                "1": NaN,
                "2.0": -Infinity,
                "true": [],
                "d": {},
                "t": [
                    1,
                    2,
                    3.0,
                    null
                ],
                "o": "1.2",
                "p": Infinity
            }
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("classif")]
    [InlineData("segm")]
    [InlineData("sr")]
    public void Yaml_reads_back_as_the_same_values(string name)
    {
        var root = ConfigLoader.Load(Golden(name + ".json"));

        ConfigWriter.ToJson(Yaml(ConfigWriter.ToYaml(root))).ShouldBe(ConfigWriter.ToJson(root));
    }

    [Fact]
    public void Yaml_quotes_what_could_be_taken_for_something_else()
    {
        var plain = new List<object?>
        {
            "yes", "1", "1e5", "", " a", "a: b", "- x", "é\n\"", "null", "0x1F", "12:30", "#", "a b", "<<", "*x", 1L, 1.0, 1e-5, true, null, double.NaN, double.PositiveInfinity,
            new List<object?> { new List<object?> { 1L, new Dictionary<string, object?> { ["no"] = new List<object?>(), ["x y"] = new Dictionary<string, object?>() } }, 2L },
        };

        var text = ConfigWriter.ToYaml(plain);

        PythonRepr.Of(Yaml(text).ToPlain()).ShouldBe(PythonRepr.Of(plain), text);
    }

    [Fact]
    public void Depth_is_bounded()
    {
        var circle = new List<object?>();
        circle.Add(circle);

        Error(() => ConfigWriter.ToJson(circle)).ShouldBe("a configuration is nested deeper than 128 levels");
        Error(() => PythonRepr.Of(circle)).ShouldBe("a value is nested deeper than 128 levels");
    }
}
