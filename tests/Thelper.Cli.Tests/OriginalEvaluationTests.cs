using System.Globalization;
using System.Text.RegularExpressions;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>What comes out of checkpoints that thelper 0.6.2 itself wrote (Python, torch 1.13), against its own outputs.</summary>
[NoLeaks]
public partial class OriginalEvaluationTests
{
    [Fact]
    public void Evaluating_the_originals_classifier_gives_the_originals_test_outputs()
    {
        using var work = new Workspace();
        Directory.CreateDirectory(work["session/logs"]);
        Directory.CreateDirectory(work["session/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["session/checkpoints/ckpt.best.pth"]);
        var (code, _, error) = Workspace.Run("--silent", "resume", "session", "--eval-only");
        error.ShouldBeEmpty();
        code.ShouldBe(0);

        var folder = Directory.GetDirectories(work["session/output/classif-digits"]).ShouldHaveSingleItem();
        Path.GetFileName(folder).ShouldStartWith("test-");
        foreach (var file in Directory.GetFiles(Path.Combine(Workspace.Golden, "test")))
        {
            ShouldBeNear(File.ReadAllText(Path.Combine(folder, Path.GetFileName(file))), File.ReadAllText(file), Path.GetFileName(file));
        }
    }

    [Theory]
    [InlineData("segm-voc", 0)]
    [InlineData("sr-photos", 2)]
    public void Evaluating_the_originals_best_checkpoint_gives_the_originals_validation(string session, int epoch)
    {
        using var work = new Workspace();
        Directory.CreateDirectory(work[$"{session}/logs"]);
        Directory.CreateDirectory(work[$"{session}/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, session, "ckpt.best.pth"), work[$"{session}/checkpoints/ckpt.best.pth"]);
        string[] order = session == "sr-photos" ? ["datasets.photos.params.order=mini-voc/original-order.txt"] : [];
        var (code, _, error) = Workspace.Run(["--silent", "resume", session, "--eval-only", .. order]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);

        var folder = Directory.GetDirectories(work[$"{session}/output/{session}"]).ShouldHaveSingleItem();
        Path.GetFileName(folder).ShouldStartWith("valid-");
        foreach (var file in Directory.GetFiles(Path.Combine(Workspace.Golden, session, "valid"), $"*-{epoch:D4}.txt"))
        {
            var name = Path.GetFileName(file).Replace($"-{epoch:D4}", "", StringComparison.Ordinal);
            ShouldBeNear(File.ReadAllText(Path.Combine(folder, name)), File.ReadAllText(file), name);
        }
    }

    // The same text; these outputs were made with another processor's kernels, so that a number may round the other way in its last digit, and a large one
    // in its seventh.
    private static void ShouldBeNear(string actual, string expected, string file)
    {
        Decimal().Replace(actual, "#").ShouldBe(Decimal().Replace(expected, "#"), file);
        foreach (var (ours, theirs) in Decimal().Matches(actual).Zip(Decimal().Matches(expected), (ours, theirs) => (ours.Value, theirs.Value)))
        {
            var unit = Math.Pow(10, theirs.IndexOf('.', StringComparison.Ordinal) - theirs.Length + 1);
            var expectedValue = double.Parse(theirs, CultureInfo.InvariantCulture);
            double.Parse(ours, CultureInfo.InvariantCulture).ShouldBeWithin(expectedValue, Math.Max(1.01 * unit, 1e-6 * Math.Abs(expectedValue)), file);
        }
    }

    [GeneratedRegex(@"-?\d+\.\d+")]
    private static partial Regex Decimal();
}
