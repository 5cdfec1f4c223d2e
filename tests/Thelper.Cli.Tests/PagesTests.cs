using System.Globalization;
using System.Text.RegularExpressions;
using Thelper.Config;
using Thelper.Data.Datasets;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Tests.Docs;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>Every configuration on every page passes <c>thelper check</c> as it is printed, and everything else that a page shows stands in a file that the tests compile.</summary>
[NoLeaks]
public partial class PagesTests
{
    // Its configuration names a library that its own test builds.
    private const string Project = "docs/dotnet.md";

    // Their configurations are for other verbs; ExportingPageTests, InferencePageTests and AnnotVerbTests run them.
    private static readonly string[] OfOtherVerbs = ["docs/exporting-a-model.md", "docs/inference.md", "docs/dataset-annotation.md"];

    // The stand-in for CIFAR-10 has samples of few classes.
    private static readonly Dictionary<string, string[]> StandIn = new(StringComparer.Ordinal)
    {
        ["docs/configuration.md"] = ["loaders.skip_class_balancing=true"],

        // Of the small scene some tiles have no label at all, and two of them in a batch are a warning: always the same tiles.
        ["docs/scenes.md"] = ["loaders.torch_seed=1", "loaders.numpy_seed=1", "loaders.random_seed=1", "loaders.valid_seed=1", "loaders.test_seed=1"],
    };

    public static TheoryData<string> Pages => [.. DocsPage.Names.Where(page => page != Project && !OfOtherVerbs.Contains(page) && new DocsPage(page).Blocks("json").Count > 0)];

    public static TheoryData<string> AllPages => [.. DocsPage.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Configurations_pass_check(string page)
    {
        using var work = new Workspace();
        BringData(work);
        BringWeights(work);
        foreach (var block in new DocsPage(page).Blocks("json"))
        {
            var config = DocsPage.Configuration(block);
            File.WriteAllText(work["page.json"], block.StartsWith('{') ? block : ConfigWriter.ToJson(config.ToPlain()));

            // Small batches make the test short; nothing that a mistake could hide behind.
            string[] quick = config.Get("loaders")!.Has("batch_size") ? ["loaders.batch_size=2"] : [];
            Workspace.Run(["check", "page.json", .. StandIn.GetValueOrDefault(page, []), .. quick]).ShouldSatisfyAllConditions(
                result => result.Error.ShouldBeEmpty(block),
                result => result.Code.ShouldBe(0, block),
                result => result.Output.ShouldEndWith("\nok\n"));
            if (config.Has("split"))
            {
                // What comes next on the page reads the archive, in the folder that the page's command names.
                Workspace.Run("--silent", "split", "page.json", Split().Match(new DocsPage(page).Text).Groups[1].Value).ShouldBe((0, "", ""));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Code_stands_in_a_file_that_is_compiled(string page)
    {
        var code = Sources.Value;
        foreach (var (language, body) in new DocsPage(page).Snippets)
        {
            language.ShouldBeOneOf(["json", "yaml", "csharp", "text", "python", "cpp", "cmake", .. page == Project ? new[] { "xml", "jsonc" } : []]);
            if (language == "csharp" && page != Project)
            {
                code.ShouldContain(Squeezed(body), Case.Sensitive, $"{page}:\n{body}");
            }
        }
    }

    [Fact]
    public void Readme_names_every_shipped_configuration()
    {
        var named = Named().Matches(Section("## Configurations to start from")).Select(match => match.Groups[1].Value);
        named.Order(StringComparer.Ordinal).ShouldBe(Directory.GetFiles(Repository.File("configs")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Readme_names_every_page()
    {
        var readme = new DocsPage("README.md").Text;
        DocsPage.Names.Where(page => page != "README.md").ShouldAllBe(page => readme.Contains($"({page})", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("loaders.base_transforms=[{\"operation\": \"torchvision.transforms.Lambda\"}]", "`torchvision.transforms.Lambda`")]
    public void What_readme_says_is_refused_is(string change, string named)
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run("check", "classif.json", change);
        error.ShouldStartWith("command line: ");
        output.ShouldBeEmpty();
        code.ShouldBe(2);
        Section("## What of thelper 0.6.2").ShouldContain(named);
    }

    private static readonly Lazy<string> Sources = new(() => string.Concat(
        new[] { "samples", "tests" }.SelectMany(folder => Directory.EnumerateFiles(Repository.File(folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))).Select(file => Squeezed(File.ReadAllText(file)))));

    private static string Section(string heading)
    {
        var text = new DocsPage("README.md").Text;
        var start = text.IndexOf(heading, StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0);
        var end = text.IndexOf("\n## ", start, StringComparison.Ordinal);
        return end < 0 ? text[start..] : text[start..end];
    }

    // Tests have what a page shows in a method, indented; namespaces are named at the top of the file.
    private static string Squeezed(string text) => Space().Replace(Using().Replace(text, ""), " ").Trim();

    private static void BringData(Workspace work)
    {
        foreach (var folder in new[] { "samples", "configs" })
        {
            Directory.CreateSymbolicLink(work[folder], Repository.File(folder));
        }

        Directory.CreateDirectory(work["data"]);
        Directory.CreateSymbolicLink(work["data/cifar10"], Repository.File("tests/Thelper.Vision.Tests/Golden/datasets"));
        Directory.CreateDirectory(work["data/MNIST/raw"]);
        File.WriteAllBytes(work["data/MNIST/raw/train-images-idx3-ubyte"], [0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[60 * 28 * 28]]);
        File.WriteAllBytes(work["data/MNIST/raw/train-labels-idx1-ubyte"], [0, 0, 8, 1, 0, 0, 0, 60, .. Enumerable.Range(0, 60).Select(i => (byte)(i % 10))]);
        Directory.CreateDirectory(work["data/scenes"]);
        Directory.CreateDirectory(work["data/labels"]);
        File.Copy(Repository.File("tests/Thelper.Geo.Tests/Golden/scenes/scene.tif"), work["data/scenes/a.tif"]);
        File.Copy(Repository.File("tests/Thelper.Geo.Tests/Golden/scenes/pixels_class.tif"), work["data/labels/a.tif"]);
        GeoStandIns.Bring(work);
        Directory.CreateSymbolicLink(work["rare"], Repository.File("samples/digits"));
        File.WriteAllLines(work["labels.csv"], new DocsPage("docs/own-dataset.md").Text.Split('\n').Where(line => line.StartsWith("    path,", StringComparison.Ordinal) || line.StartsWith("    digits/", StringComparison.Ordinal)).Select(line => line.Trim()));
    }

    // Weights of a file, for the page on fine-tuning.
    private static void BringWeights(Workspace work)
    {
        using var scope = torch.NewDisposeScope();
        using var network = Vision.torchvision.models.shufflenet_v2_x0_5(num_classes: 6);
        network.save(work["start.pth"]);
    }

    [GeneratedRegex(@"thelper split \S+\.json (\S+)")]
    private static partial Regex Split();

    [GeneratedRegex(@"`([\w-]+\.(?:json|yml))`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\s*using (static )?[\w.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
