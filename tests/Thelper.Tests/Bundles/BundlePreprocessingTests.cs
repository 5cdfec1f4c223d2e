using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Bundles;
using Thelper.Config;
using Thelper.Export;
using Thelper.Imaging;
using Thelper.Testing;
using Thelper.Tests.Infer;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Bundles;

/// <summary>What a bundle's <c>preprocessing.json</c> and <c>labels.json</c> say is what this program does, and else named by stage, step and key, whoever renewed the sums.</summary>
[NoLeaks]
public sealed class BundlePreprocessingTests : IDisposable
{
    private const string Rest = """{"operation": "torchvision.transforms.ToTensor"}, {"operation": "torchvision.transforms.Normalize", "params": {"mean": [0.5], "std": [0.25]}}""";

    private static readonly Dictionary<string, string> Resizings = new()
    {
        ["opencv"] = """{"operation": "thelper.transforms.Resize", "params": {"dsize": [12, 8]}}""",
        ["pillow"] = """{"operation": "torchvision.transforms.Resize", "params": {"size": [8, 12]}}""",
        ["letterbox"] = """{"operation": "albumentations.LongestMaxSize", "params": {"max_size": 12}}, {"operation": "albumentations.PadIfNeeded", "params": {"min_height": 12, "min_width": 12, "border_mode": 0, "value": [114, 114, 114]}}""",
    };

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Kinds => [.. Resizings.Keys];

    public void Dispose() => folder.Dispose();

    // There is no model in these bundles, which is all that is said of them as they were.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void As_it_was_written_nothing_is_said(string kind)
    {
        Write(kind);
        Findings().ShouldHaveSingleItem().Stage.ShouldBe(BundleStage.Graph);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_that_is_gone_is_a_missing_resize(string kind)
    {
        Write(kind);
        Change(root => root["steps"]!.AsArray().RemoveAt(0));
        Findings()[0].ToString().ShouldBe("resize: preprocessing.json: has no step that changes the size, as there was one");
    }

    [Fact]
    public void An_unknown_step_in_its_place_is_one_as_well()
    {
        Write("opencv");
        Change(root => Set(root["steps"]![0]!, "step", "\"melt\""));
        var findings = Findings();
        findings[0].Stage.ShouldBe(BundleStage.Resize);
        findings.ShouldContain(finding => finding.What.Contains("'melt' is no step that this program knows", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("opencv", "width", "\"a\"", "'width' is the text \"a\", expected a whole number above 0")]
    [InlineData("opencv", "width", "-3", "'width' is -3, expected a whole number above 0")]
    [InlineData("opencv", "interpolation", null, "the step 'resize' has no 'interpolation'")]
    [InlineData("opencv", "interpolation", "\"foo\"", "the step 'resize': 'interpolation' is 'foo', which is no interpolation of OpenCV")]
    [InlineData("opencv", "antialias", "true", "'antialias' is true; by the other values it is false")]
    [InlineData("opencv", "antialias", null, "has no 'antialias'; by the other values it is false")]
    [InlineData("opencv", "library", "\"foo\"", "'library' is the text \"foo\", expected one of: opencv, pillow, torch")]
    [InlineData("opencv", "crop", "1", "the step 'resize': 'crop' is nothing that this program knows there")]
    [InlineData("pillow", "library", "\"torch\"", "'library' is the text \"torch\"; by the other values it is the text \"pillow\"")]
    [InlineData("pillow", "antialias", "false", "'antialias' is false; by the other values it is true")]
    [InlineData("pillow", "shorter_side", "8", "has no 'max_size'")]
    [InlineData("letterbox", "width", "\"a\"", "'width' is the text \"a\", expected a whole number above 0")]
    [InlineData("letterbox", "longest_side", "13", "'longest_side' is at most 'width' and 'height'")]
    [InlineData("letterbox", "position", "\"foo\"", "'position' is the text \"foo\", expected one of: center, top_left")]
    [InlineData("letterbox", "fill", "\"a\"", "'fill' is the text \"a\", expected a list of numbers")]
    [InlineData("letterbox", "fill", "[114]", "'fill' is [114]; by the other values it is [114, 0, 0]")]
    [InlineData("letterbox", "fill", null, "the step 'resize' has no 'fill'")]
    [InlineData("letterbox", "antialias", "true", "'antialias' is true; by the other values it is false")]
    [InlineData("letterbox", "library", "\"pillow\"", "'library' is the text \"pillow\"; by the other values it is the text \"opencv\"")]
    [InlineData("letterbox", "library", "\"foo\"", "'library' is the text \"foo\", expected one of")]
    public void A_value_of_the_resize_is_named_as_the_file_has_it(string kind, string key, string? value, string message)
    {
        Write(kind);
        Change(root => Set(root["steps"]![0]!, key, value));
        var findings = Findings();
        findings[0].Stage.ShouldBe(BundleStage.Resize);
        findings.ShouldContain(finding => finding.Stage == BundleStage.Resize && finding.What.StartsWith("preprocessing.json: the step 'resize'", StringComparison.Ordinal) && finding.What.Contains(message, StringComparison.Ordinal));
        findings.ShouldAllBe(finding => !finding.What.Contains("min_width", StringComparison.Ordinal) && !finding.What.Contains("dsize", StringComparison.Ordinal) && !finding.What.Contains("operation", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "dtype", "\"float64\"", "the step 'to_tensor': 'dtype' is nothing that this program knows there")]
    [InlineData(2, "on", "\"rows\"", "the step 'normalize': 'on' is the text \"rows\", expected one of: planes, pixels")]
    [InlineData(2, "mean", "[]", "the step 'normalize': 'mean' is [], expected a list of numbers")]
    [InlineData(2, "step", "\"melt\"", "'melt' is no step that this program knows")]
    public void What_comes_after_it_is_of_the_next_stage(int step, string key, string value, string message)
    {
        Write("opencv");
        Change(root => Set(root["steps"]![step]!, key, value));
        var first = Findings()[0];
        first.Stage.ShouldBe(BundleStage.Normalise);
        first.What.ShouldContain(message);
    }

    [Theory]
    [InlineData("turned_by_exif", "false", "decode: preprocessing.json: 'decode': 'turned_by_exif' is false; by the other values it is true")]
    [InlineData("gamma", "2.2", "decode: preprocessing.json: 'decode': 'gamma' is nothing that this program knows there")]
    [InlineData(null, "1", "normalise: preprocessing.json: 'more' is nothing that this program knows there")]
    public void What_is_said_beside_the_steps_counts(string? key, string value, string finding)
    {
        Write("opencv");
        Change(root => Set(key is null ? root : root["decode"]!, key ?? "more", value));
        Findings()[0].ToString().ShouldBe(finding);
    }

    // A number may be written in either way.
    [Fact]
    public void Whole_numbers_may_have_a_point()
    {
        Write("letterbox");
        Change(root => Set(root["steps"]![0]!, "fill", "[114.0, 114, 114.0]"));
        Findings().ShouldHaveSingleItem().Stage.ShouldBe(BundleStage.Graph);
    }

    [Theory]
    [InlineData(null, true, "labels.json is missing")]
    [InlineData("", true, "labels.json is damaged: it is no list of names")]
    [InlineData("[\"sky\", \"wo", true, "labels.json is damaged: it is no list of names")]
    [InlineData("[\"sky\", null, \"sea\"]", true, "labels.json is damaged: it is no list of names")]
    [InlineData("{}", true, "labels.json is damaged: it is no list of names")]
    [InlineData(null, false, "labels.json is missing")]
    [InlineData("[\"sky\", \"wo", false, "labels.json is not the file that was bundled (its SHA-256 differs)")]
    public void Names_that_are_gone_or_cut_are_one_finding(string? text, bool areSumsRenewed, string message)
    {
        Write("opencv");
        File.Delete(folder[BundleFiles.Labels]);
        if (text is not null)
        {
            File.WriteAllText(folder[BundleFiles.Labels], text);
        }

        if (areSumsRenewed)
        {
            BundleSums.Write(folder.Path);
        }

        Findings().Where(finding => finding.Stage != BundleStage.Graph).ShouldHaveSingleItem().ToString().ShouldBe($"post-processing: {message}");
    }

    [Fact]
    public void A_folder_in_the_place_of_a_file_is_a_finding()
    {
        Write("opencv");
        File.Delete(folder[BundleFiles.Preprocessing]);
        Directory.CreateDirectory(folder[BundleFiles.Preprocessing]);
        BundleSums.Write(folder.Path);
        Findings().ShouldHaveSingleItem().ToString().ShouldStartWith("normalise: ");
    }

    private static void Set(JsonNode node, string key, string? value)
    {
        var map = node.AsObject();
        if (value is null)
        {
            map.Remove(key).ShouldBeTrue();
        }
        else
        {
            map[key] = JsonNode.Parse(value);
        }
    }

    private void Change(Action<JsonNode> change)
    {
        var root = JsonNode.Parse(File.ReadAllText(folder[BundleFiles.Preprocessing]))!;
        change(root);
        File.WriteAllText(folder[BundleFiles.Preprocessing], root.ToJsonString());
        BundleSums.Write(folder.Path);
    }

    private IReadOnlyList<BundleFinding> Findings() => BundleVerifier.Verify(folder.Path, new TypeRegistry()).Findings;

    private void Write(string kind)
    {
        using var scope = NewDisposeScope();
        var types = new TypeRegistry();
        var config = ConfigLoader.Parse($$"""{"loaders": {"base_transforms": [{{Resizings[kind]}}, {{Rest}}]} }""", "c.json");
        using var model = PredictorFixture.Local();
        var network = new ExportedNetwork(model, input => [input * 1], null, VaryingAxes.None);
        var picture = ImageCodec.Encode(arange(20 * 30 * 3).remainder(251).to(ScalarType.Byte).view(20, 30, 3), ".png");
        new BundleWriter(folder.Path, model, network, Preprocessing.Of(PictureTransforms.Of(config), "image", types), types, 1e-4, NullLogger.Instance)
            .Write([("a.png", picture)], rand(1, 3, kind == "letterbox" ? 12 : 8, 12), batchVaries: false, otherSize: null);
    }
}
