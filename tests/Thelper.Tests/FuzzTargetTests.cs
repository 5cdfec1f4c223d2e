using System.Text.RegularExpressions;
using Thelper.Testing;

namespace Thelper.Tests;

/// <summary>What damages inputs for a moment in every run of the tests does so for as long as one likes in <c>make fuzz</c>.</summary>
public sealed class FuzzTargetTests
{
    [Fact]
    public void Every_class_that_damages_inputs_is_a_target_of_make_fuzz()
    {
        var root = Repository.File("tests");
        var classes = new List<string>();
        foreach (var file in Directory.EnumerateFiles(root, "*Tests.cs", SearchOption.AllDirectories))
        {
            var (parts, text) = (Path.GetRelativePath(root, file).Split('/'), File.ReadAllText(file));
            if (Regex.IsMatch(text, @"\b(FileFuzz|FuzzRounds)\.Run\(") && !parts.Any(part => part is "bin" or "obj"))
            {
                var space = Regex.Match(text, @"^namespace ([\w.]+);", RegexOptions.Multiline).Groups[1].Value;
                classes.Add($"{parts[0].Replace(".Tests", "", StringComparison.Ordinal)} {Path.GetFileNameWithoutExtension(file)} {space}");
            }
        }

        classes.Count.ShouldBeGreaterThan(5);
        var script = File.ReadAllText(Repository.File("tools", "fuzz.sh"));
        Regex.Matches(script, @"^  ""(Thelper\S* \S+ \S+)""$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ShouldBe(classes, ignoreOrder: true);
    }
}
