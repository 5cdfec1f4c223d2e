using System.Text.RegularExpressions;
using Thelper.Config;
using Thelper.Testing;

namespace Thelper.Tests.Docs;

/// <summary>A page of the documentation: its snippets, and the configurations that they are or are part of.</summary>
/// <param name="name">Its file, in the repository.</param>
internal sealed partial class DocsPage(string name)
{
    /// <summary>All pages: those of <c>docs</c>, and the README.</summary>
    public static IEnumerable<string> Names =>
        [.. Directory.GetFiles(Repository.File("docs"), "*.md").Select(file => Path.Combine("docs", Path.GetFileName(file))).Order(StringComparer.Ordinal), "README.md"];

    /// <summary>The text.</summary>
    public string Text { get; } = File.ReadAllText(Repository.File(name));

    /// <summary>The snippets with their languages, in the order of the page.</summary>
    public IReadOnlyList<(string Language, string Body)> Snippets => [.. Snippet().Matches(Text).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    /// <summary>The snippets of a language.</summary>
    /// <param name="language">What stands behind the opening quotes.</param>
    public IReadOnlyList<string> Blocks(string language) => [.. Snippets.Where(snippet => snippet.Language == language).Select(snippet => snippet.Body)];

    /// <summary>The configuration that a snippet is, or, where it begins with <c>// In FILE, PATH:</c>, the shipped one with the snippet's keys in it.</summary>
    /// <param name="block">A snippet of JSON.</param>
    /// <returns>The configuration; text and file name for messages are the snippet's.</returns>
    public static ConfigNode Configuration(string block)
    {
        if (Place().Match(block) is not { Success: true } place)
        {
            block.ShouldStartWith("{", Case.Sensitive, $"neither complete nor a part of a shipped configuration:\n{block}");
            return ConfigLoader.Parse(block, "page.json");
        }

        var root = ConfigLoader.ParseFile(Repository.File(place.Groups[1].Value));
        return Merged(root, place.Groups[2].Value.Trim(), ConfigLoader.Parse("{" + block + "}", "page.json"));
    }

    private static ConfigNode Merged(ConfigNode root, string section, ConfigNode part)
    {
        if (section.Length == 0)
        {
            return part.Entries.Aggregate(root, (node, entry) => node.With(entry.Key, entry.Value));
        }

        return root.With(section, Merged(root.Get(section)!, "", part));
    }

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^// In (configs/[\w.-]+)(?:, (\w+))?:\n")]
    private static partial Regex Place();
}
