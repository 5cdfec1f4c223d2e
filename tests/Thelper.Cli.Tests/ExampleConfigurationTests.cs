using System.Text.Json;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>
/// What the twenty-four example configurations of thelper 0.6.2 use, written by ourselves (without downloads and GPUs): each is accepted (up to the data, which are not
/// there), or refused with the reason. A line of <c>examples.json</c>, whose answers are beginnings of lines, changes when what it asks for is here.
/// </summary>
[NoLeaks]
public class ExampleConfigurationTests
{
    private static readonly JsonElement Examples = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "examples.json"))).RootElement;

    public static TheoryData<string> Names => [.. Examples.EnumerateObject().Select(entry => entry.Name)];

    [Fact]
    public void Every_example_has_an_answer() => Names.Count.ShouldBe(24);

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_accepted_or_refused_with_the_reason(string name)
    {
        using var work = new Workspace();
        var example = Examples.GetProperty(name);
        File.WriteAllText(work["config.json"], example.GetProperty("config").GetRawText());
        var verb = example.GetProperty("verb").GetString()!;
        string[] folder = verb == "viz" ? [] : ["-d", "out"];
        var (code, output, error) = Workspace.Run(["--silent", verb, "-c", "config.json", .. folder]);
        output.ShouldBeEmpty();
        string[] lines = error.Length == 0 ? [] : error.TrimEnd().Split('\n');
        var expected = example.GetProperty("answer").EnumerateArray().Select(line => line.GetString()!).ToArray();
        lines.Length.ShouldBe(expected.Length, error);
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i].ShouldStartWith(expected[i]);
        }

        code.ShouldBe(expected.Length == 0 ? 0 : 2);
    }
}
