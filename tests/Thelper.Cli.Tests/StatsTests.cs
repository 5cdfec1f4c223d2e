using Thelper.Testing;

namespace Thelper.Cli.Tests;

[NoLeaks]
public class StatsTests
{
    [Fact]
    public void Prints_and_saves_what_is_in_the_data()
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run("--silent", "stats", "classif.json", "out", "loaders.workers=2");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldStartWith("dataset digits: 1797 samples\ntrain: 1437 samples\n  classes: 0 (142), ");
        output.ShouldContain("valid: 179 samples\n");
        output.ShouldContain("test: 179 samples\n");
        output.ShouldEndWith("saved: out/stats.json\n");
        File.ReadAllText(work["out/stats.json"]).ShouldContain("\"image_sizes\": {");
    }

    [Fact]
    public void Needs_a_configuration()
    {
        using var work = new Workspace();
        Workspace.Run("stats").Code.ShouldBe(2);
        Workspace.Run("--silent", "stats", "nowhere.json").Error.ShouldContain("nowhere.json");
    }
}
