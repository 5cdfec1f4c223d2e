using System.Text.RegularExpressions;
using Thelper.Testing;

namespace Thelper.Tests.Docs;

/// <summary>CONTRIBUTING.md and what it tells of: the targets of the Makefile, and what they run.</summary>
public class ContributingPageTests
{
    [Fact]
    public void Every_target_is_explained_there_and_by_make()
    {
        var (page, makefile) = (new DocsPage("CONTRIBUTING.md").Text, File.ReadAllText(Repository.File("Makefile")));
        var targets = Regex.Match(makefile, @"^\.PHONY: (.*)$", RegexOptions.Multiline).Groups[1].Value.Split(' ').Where(target => target != "help").ToList();
        targets.ShouldContain("test");
        targets.Where(target => !Regex.IsMatch(makefile, $"^{target}:.* ## ", RegexOptions.Multiline)).ShouldBeEmpty("'make' does not list them");
        targets.Where(target => !Regex.IsMatch(page, $@"make {target}\b")).ShouldBeEmpty("the page does not name them");
    }

    [Fact]
    public void Make_zoo_runs_every_test_that_waits_for_it()
    {
        var script = File.ReadAllText(Repository.File("tools", "zoo.sh"));
        var waiting = Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Regex.IsMatch(File.ReadAllText(file), @"GetEnvironmentVariable\(""THELPER_(ZOO|LARGE)""\)")).Select(file => Path.GetFileNameWithoutExtension(file)).ToList();
        waiting.ShouldContain("OnnxModelTests");
        waiting.Where(name => !script.Contains($".{name} ", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
