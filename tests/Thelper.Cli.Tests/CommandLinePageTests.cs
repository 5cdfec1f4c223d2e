using System.Text.RegularExpressions;
using Thelper.Config;
using Thelper.Testing;
using Thelper.Tests.Docs;

namespace Thelper.Cli.Tests;

/// <summary>What the page on the command line shows is what is printed; a line of dots stands for lines that are left out.</summary>
public class CommandLinePageTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs", "command-line.md"));

    [Fact]
    public void Every_command_on_the_page_prints_what_the_page_shows()
    {
        using var work = new Workspace();
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        File.WriteAllText(work["c.yaml"], "trainer:\n    epochs: 1\n");
        var shown = Regex.Matches(Page, @"^    \$ thelper (?<arguments>.*)\n(?<lines>(?:    (?!\$ ).*\n)+)", RegexOptions.Multiline);
        shown.Count.ShouldBe(4);
        foreach (Match example in shown)
        {
            var (code, output, error) = Workspace.Run(example.Groups["arguments"].Value.Split(' '));
            (code, error).ShouldBe((0, ""));
            var expected = string.Join("(.*\n)*", Regex.Split(Regex.Replace(example.Groups["lines"].Value, "^    ", "", RegexOptions.Multiline), @"^\.\.\.\n", RegexOptions.Multiline).Select(Regex.Escape));
            output.ReplaceLineEndings("\n").ShouldMatch($"^{expected}$", example.Value);
        }
    }

    [Fact]
    public void Every_command_is_in_the_table()
        => Workspace.Run("help").Output.Split("Commands:\n")[1].Split('\n').Select(line => line.Trim().Split(' ')[0]).Where(name => name.Length > 0)
            .ShouldAllBe(name => Page.Contains($"`{name}", StringComparison.Ordinal));

    [Fact]
    public void Every_option_is_on_a_page()
    {
        var pages = string.Concat(DocsPage.Names.Select(page => new DocsPage(page).Text));
        var root = new System.CommandLine.Command("thelper");
        new GlobalOptions().AddTo(root);
        var options = Verbs.Create().Select(verb => verb.Command).Prepend(root).SelectMany(command => command.Options).Select(option => option.Name).Distinct().ToList();
        new[] { "--help", "--save-dir", "--torchscript" }.ShouldBeSubsetOf(options);
        options.Where(option => !Regex.IsMatch(pages, $@"(?<![\w-]){option}(?![\w-])")).ShouldBeEmpty();
    }

    // As the sources read them: by a call whose name ends so, from a constant, or as a limit.
    [Fact]
    public void Every_variable_that_is_read_is_in_the_table()
    {
        var read = Directory.EnumerateFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"(?:Variable = |Variable\(|Seconds\(|new\((?=""THELPER_))""([A-Z_]+)""")).Select(match => match.Groups[1].Value).Distinct().ToList();
        new[] { "THELPER_STOP_SECONDS", "THELPER_MAX_ROWS", "ORION_RESULTS_PATH", "TORCH_HOME" }.ShouldBeSubsetOf(read);
        read.Where(name => !Page.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void The_configuration_of_several_files()
    {
        using var work = new Workspace();
        var block = Regex.Match(File.ReadAllText(Repository.File("docs", "configuration.md")), "```yaml\n(base: .*?)```", RegexOptions.Singleline).Groups[1].Value;
        File.Copy(Repository.File("configs", "digits.json"), work["common.json"]);
        File.WriteAllText(work["common.yaml"], "base: common.json\n");
        File.WriteAllText(work["small.yaml"], "trainer: {epochs: 2, save_freq: 5}\nloaders: {batch_size: 4}\n");
        File.WriteAllText(work["c.yaml"], block);
        var root = ConfigLoader.Load(work["c.yaml"]);
        root.Get("trainer")!.Get("epochs")!.Value.ShouldBe(20L);
        root.Get("trainer")!.Get("save_freq")!.Value.ShouldBe(5L);
        root.Get("trainer")!.Get("monitor")!.Value.ShouldBe("accuracy");
        root.Get("loaders")!.Get("batch_size")!.Value.ShouldBe(4L);
    }
}
