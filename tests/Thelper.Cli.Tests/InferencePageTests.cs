using System.Text.RegularExpressions;
using Thelper.Infer;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Runs what docs/inference.md shows: its commands, its configuration, its code.</summary>
[NoLeaks]
public partial class InferencePageTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs", "inference.md"));

    [Fact]
    public void Commands_of_the_page_run()
    {
        using var work = Prepared();
        File.WriteAllText(work["infer.json"], Json().Match(Page).Groups[1].Value);
        var commands = Commands().Matches(Page).Select(match => match.Groups[1].Value).ToList();
        commands.Count.ShouldBe(6);
        foreach (var command in commands)
        {
            var (code, _, error) = Workspace.Run([.. command.Split(' ').Select(word => word.Trim('"')), "--silent"]);
            error.ShouldBeEmpty(command);
            code.ShouldBe(0, command);
        }

        File.ReadAllLines(work["predictions.jsonl"]).Length.ShouldBe(Directory.GetFiles(Repository.File("samples", "digits", "3")).Length);
        work.Files("results/again/output").Select(file => Path.GetFileName(file)).ShouldContain("log.csv");
    }

    [Fact]
    public void Code_of_the_page_runs_and_is_the_page()
    {
        using var work = Prepared();
        using var console = new StringWriter();
        var before = Console.Out;
        Console.SetOut(console);
        try
        {
            #region page
            using var predictor = Predictor.Load("sessions/digits");
            var prediction = (ClassPrediction)predictor.Predict("samples/digits/3/0003.png");
            Console.WriteLine($"{prediction.Classes[0].Name}: {prediction.Classes[0].Score:F2}");
            #endregion
        }
        finally
        {
            Console.SetOut(before);
        }

        console.ToString().ShouldStartWith("3: ");
        var shown = Code().Match(Page).Groups[1].Value.Trim().Split('\n').Select(line => line.Trim());
        var own = Region().Match(File.ReadAllText(Repository.File("tests", "Thelper.Cli.Tests", "InferencePageTests.cs"))).Groups[1].Value.Trim().Split('\n').Select(line => line.Trim());
        shown.ShouldBe(own);
    }

    private static Workspace Prepared()
    {
        var work = new Workspace();
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        Directory.CreateDirectory(work["sessions/digits/logs"]);
        Directory.CreateDirectory(work["sessions/digits/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["sessions/digits/checkpoints/ckpt.best.pth"]);
        return work;
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("^    ./thelper (.*)$", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex("#region page\n(.*?)#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();
}
