using System.Text.RegularExpressions;
using Thelper.Testing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>The examples of docs/checkpoints.md run, and the page shows them as they are here.</summary>
[NoLeaks]
public sealed partial class SnippetTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Saving_and_loading()
    {
        using var scope = NewDisposeScope();
        var folder = temporary[""];

        #region save-and-load
        using var model = nn.Sequential(("fc", nn.Linear(4, 2)));
        using var optimizer = optim.Adam(model.parameters());
        var checkpoint = new PyDict
        {
            { "epoch", 3 },
            { "model", model.state_dict() },
            { "optimizer", optimizer.state_dict() },
        };
        torch.save(checkpoint, Path.Combine(folder, "checkpoint.pth"));

        var loaded = torch.load<PyDict>(Path.Combine(folder, "checkpoint.pth"));
        var epoch = (long)loaded["epoch"]!;
        var weights = StateDicts.FromValue(loaded["model"], "checkpoint.pth");
        model.load_state_dict(weights);
        #endregion

        epoch.ShouldBe(3);
    }

    [Fact]
    public void Streams_and_devices()
    {
        using var scope = NewDisposeScope();

        #region streams
        using var stream = new MemoryStream();
        torch.save(torch.arange(10), stream);
        stream.Position = 0;
        var tensor = torch.load(stream, map_location: torch.CPU);
        #endregion

        tensor.numel().ShouldBe(10);
    }

    [Fact]
    public void Files_of_safetensors()
    {
        using var scope = NewDisposeScope();
        var folder = temporary[""];
        using var model = nn.Sequential(("fc", nn.Linear(4, 2)));

        #region safetensors
        var path = Path.Combine(folder, "model.safetensors");
        Safetensors.Save(model.state_dict(), path, new Dictionary<string, string> { ["format"] = "pt" });

        var header = Safetensors.ReadHeader(path);
        var shape = header.Tensors[0].Shape;
        var biases = Safetensors.Load(path, filter: name => name.EndsWith(".bias", StringComparison.Ordinal));
        #endregion

        shape.ShouldBe([2, 4]);
        biases.Keys.ShouldBe(["fc.bias"]);
    }

    [Fact]
    public void Loading_in_part()
    {
        using var scope = NewDisposeScope();
        var folder = temporary[""];
        var path = Path.Combine(folder, "pretrained.pth");
        using (var trained = nn.Sequential(("module", nn.Sequential(("backbone", nn.Linear(4, 4)), ("head", nn.Linear(4, 1000))))))
        {
            torch.save(trained.state_dict(), path);
        }

        #region partial
        using var model = nn.Sequential(("backbone", nn.Linear(4, 4)), ("fc", nn.Linear(4, 10)));
        var report = StateDictMatcher.Load(model, path, new StateDictOptions
        {
            Strict = false,
            SkipMismatches = true,
            Renames = [NameRule.StripPrefix("module."), NameRule.Replace("^head\\.", "fc.")],
        });
        Console.WriteLine(report);
        #endregion

        report.Matched.Count.ShouldBe(2);
        report.ToString().ShouldBe(Page().Replace("\r", "", StringComparison.Ordinal).Split("```text\n")[1].Split("\n```")[0]);
    }

    [Fact]
    public void The_page_shows_what_these_tests_run()
    {
        var source = Regions().Matches(File.ReadAllText(Repository.File("tests", "Thelper.Torch.Tests", "Serialization", "SnippetTests.cs")))
            .ToDictionary(match => match.Groups[1].Value, match => Unindented(match.Groups[2].Value));
        var shown = Fences().Matches(Page()).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.TrimEnd('\n'));
        shown.Keys.Order().ShouldBe(source.Keys.Order());
        foreach (var (name, text) in shown)
        {
            text.ShouldBe(source[name], name);
        }
    }

    private static string Page() => File.ReadAllText(Repository.File("docs", "checkpoints.md"));

    private static string Unindented(string text) =>
        string.Join('\n', text.Trim('\n').Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line.TrimStart())).TrimEnd();

    [GeneratedRegex(@"#region ([\w-]+)\n(.*?)\n\s*#endregion", RegexOptions.Singleline)]
    private static partial Regex Regions();

    [GeneratedRegex("<!-- ([\\w-]+) -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();
}
