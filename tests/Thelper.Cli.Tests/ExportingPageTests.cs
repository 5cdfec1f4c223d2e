using System.Text.RegularExpressions;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Tests.Docs;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>Runs what docs/exporting-a-model.md shows: its commands in their order, its configuration, its C#. Its Python is run by <see cref="OtherLanguagesTests"/>.</summary>
[NoLeaks]
public partial class ExportingPageTests
{
    [Fact]
    public void Everything_runs_as_it_is_printed()
    {
        using var work = new Workspace();
        var page = new DocsPage("docs/exporting-a-model.md");
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        foreach (var session in new[] { "digits", "classif-digits" })
        {
            Directory.CreateDirectory(work[$"sessions/{session}/logs"]);
            Directory.CreateDirectory(work[$"sessions/{session}/checkpoints"]);
            File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work[$"sessions/{session}/checkpoints/ckpt.best.pth"]);
        }

        File.WriteAllText(work["export.json"], page.Blocks("json").ShouldHaveSingleItem());
        var commands = page.Blocks("text").SelectMany(block => Command().Matches(block)).Select(match => match.Groups[1].Value).ToList();
        commands.Count.ShouldBe(5);
        foreach (var command in commands)
        {
            var (code, _, error) = Workspace.Run([.. command.Split(' '), "--silent"]);
            error.ShouldBeEmpty(command);
            code.ShouldBe(0, command);
        }

        foreach (var file in new[] { "digits.onnx", "digits.pt", "digits-bundle/bundle.json", "sessions/digits-export/digits.pt", "sessions/digits-export/digits-export.export.pth" })
        {
            File.Exists(work[file]).ShouldBeTrue(file);
        }

        using var scope = torch.NewDisposeScope();
        var path = work["sessions/digits-export/digits.onnx"];
        using var model = OnnxModel.Open(path);
        var scores = model.Run(torch.rand(5, 1, 32, 32))["output"];
        scores.shape.ShouldBe([5, 10]);
    }

    [GeneratedRegex("^./thelper (.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
