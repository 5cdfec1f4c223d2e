using System.Text.RegularExpressions;
using Thelper.Testing;

namespace Thelper.Tests.Docs;

/// <summary>docs/architecture.md is the map: a folder of the sources that is not on it is lost.</summary>
public class ArchitecturePageTests
{
    private static readonly string Page = new DocsPage("docs/architecture.md").Text;

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Repository.File("src")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    // The block below the line that names the project has its folders, of the framework those within them too.
    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_of_a_project_is_in_its_block(string project)
    {
        var root = Repository.File("src", project);
        var block = Regex.Match(Page, $"`src/{Regex.Escape(project)}`.*\n\n((?:    .*\n)+)").Groups[1].Value;
        var folders = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(Path.GetRelativePath(root, file))!.Split('/'))
            .Where(parts => parts[0] is not ("" or "bin" or "obj")).SelectMany(parts => parts.Take(project == "Thelper" ? 2 : 1)).Distinct();
        folders.Where(folder => !Regex.IsMatch(block, $@"\b{folder}\b")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_variable_that_tests_read_is_named()
    {
        var read = Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"(?:Variable|Number)\(""(THELPER_[A-Z_]+)""\)")).Select(match => match.Groups[1].Value).Distinct().ToList();
        read.ShouldContain("THELPER_LARGE");
        read.Where(name => !Page.Contains($"`{name}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_and_every_folder_beside_the_sources_is_named()
    {
        foreach (var folder in new[] { "src", "native" })
        {
            Directory.GetDirectories(Repository.File(folder)).Select(path => $"    {folder}/{Path.GetFileName(path)} ").Where(line => !Page.Contains(line, StringComparison.Ordinal)).ShouldBeEmpty();
        }

        new[] { "bench", "configs", "samples", "tests", "tools" }.Where(folder => !Page.Contains($"    {folder}/ ", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
