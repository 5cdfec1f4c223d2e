using System.Text.Json;
using System.Text.Json.Nodes;
using Thelper.Config;
using Thelper.Export;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>A letterbox is one step that is data, and who follows the page by OpenCV has the same bytes; the expectations come from tools/golden/letterbox.py.</summary>
[NoLeaks]
public sealed class LetterboxStepTests
{
    private const string Resize = """{"operation": "albumentations.LongestMaxSize", "params": {"max_size": 32}}""";
    private const string Pad = """{"operation": "albumentations.PadIfNeeded", "params": {"min_height": 32, "min_width": 48, "border_mode": 0}}""";

    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "letterbox.json"))).RootElement;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden.GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Who_follows_it_by_OpenCV_has_the_same_bytes(int index)
    {
        using var scope = NewDisposeScope();
        var (one, types) = (Golden[index], new TypeRegistry());
        var (step, height, width) = (one.GetProperty("step"), one.GetProperty("height").GetInt64(), one.GetProperty("width").GetInt64());
        var picture = (arange(height * width * 3, ScalarType.Int64) * 7).remainder(251).to(ScalarType.Byte).view(height, width, 3);
        var (resize, pad) = Operations(step);
        foreach (var stages in new[] { $"{resize}, {pad}", Composed($"[{resize}, {pad}]") })
        {
            var json = Of(stages, types).ToJson();
            JsonNode.DeepEquals(JsonNode.Parse(json)!["steps"], JsonNode.Parse($"[{step.GetRawText()}]")).ShouldBeTrue($"{json} where {step} was expected");
            var runner = new PreprocessingRunner(Preprocessing.Parse(json, "p.json"), "image", types, "p.json");
            runner.Resizing.ShouldBe(1);
            GoldenArray.ShouldMatch(runner.Resize(picture), GoldenArray.Tensor(one.GetProperty("expected")), 0, $"{stages} of {width} x {height}");
        }
    }

    [Theory]
    [InlineData("RESIZE, PAD")]
    [InlineData("""{"operation": "albumentations.Compose", "params": [RESIZE, PAD]}""")]
    [InlineData("""{"operation": "albumentations.Compose", "params": {"transforms": [RESIZE, PAD], "p": 1.0}, "image_key": "image"}""")]
    [InlineData("""{"operation": "albumentations.core.composition.Compose", "params": {"LongestMaxSize": {"max_size": 32}, "PadIfNeeded": {"min_height": 32, "min_width": 48, "border_mode": "cv2.BORDER_CONSTANT"}}}""")]
    [InlineData("""{"operation": "albumentations.LongestMaxSize", "params": {"max_size": [32], "always_apply": true, "p": 0.0}, "target_key": "image"}, PAD""")]
    public void It_is_known_however_it_is_written(string stages)
    {
        var step = Of(Filled(stages), new()).Steps.ShouldHaveSingleItem();
        step.Stage.ShouldBe("resize");
        string.Join(", ", step.ToPlain().Where(entry => entry.Key != "fill").Select(entry => $"{entry.Key}: {entry.Value}")).ShouldBe(
            "step: resize, width: 48, height: 32, interpolation: linear, antialias: False, letterbox: True, longest_side: 32, position: center, library: opencv");
        string.Join(", ", (IReadOnlyList<object?>)step.Values["fill"]!).ShouldBe("0, 0, 0");
    }

    // Chance, results of several sizes, or what the step has no words for.
    [Theory]
    [InlineData("PAD, RESIZE")]
    [InlineData("RESIZE, RESIZE")]
    [InlineData("""{"operation": "albumentations.LongestMaxSize", "params": {"max_size": 33}}, PAD""")]
    [InlineData("""{"operation": "albumentations.LongestMaxSize", "params": {"max_size": [24, 32]}}, PAD""")]
    [InlineData("""{"operation": "albumentations.LongestMaxSize", "params": {"max_size": 32, "p": 0.5}}, PAD""")]
    [InlineData("""RESIZE, {"operation": "albumentations.PadIfNeeded", "params": {"min_height": 32, "min_width": 48}}""")]
    [InlineData("""RESIZE, {"operation": "albumentations.PadIfNeeded", "params": {"min_height": 32, "min_width": 48, "border_mode": 0, "position": "random"}}""")]
    [InlineData("""RESIZE, {"operation": "albumentations.PadIfNeeded", "params": {"min_width": 48, "pad_height_divisor": 32, "border_mode": 0}}""")]
    [InlineData("""{"operation": "albumentations.Compose", "params": {"transforms": [RESIZE, PAD], "p": 0.5}}""")]
    [InlineData("""{"operation": "albumentations.Compose", "params": [RESIZE, PAD], "probability": 0.5}""")]
    [InlineData("""{"operation": "albumentations.Compose", "params": [RESIZE, PAD], "image_key": "other"}""")]
    [InlineData("""{"operation": "albumentations.Compose", "params": [RESIZE, PAD, {"HorizontalFlip": {"p": 1.0}}]}""")]
    [InlineData("""{"operation": "albumentations.ReplayCompose", "params": [RESIZE, PAD]}""")]
    public void Anything_else_stays_an_operation(string stages) =>
        Of(Filled(stages), new()).Steps.ShouldAllBe(step => step.Name == PreprocessingStep.Operation);

    // A graph would stretch the picture.
    [Fact]
    public void It_has_no_form_in_a_graph()
    {
        var preprocessing = Of(Filled("""RESIZE, PAD, {"operation": "torchvision.transforms.ToTensor"}"""), new());
        Should.Throw<UserErrorException>(() => EmbeddedPreprocessing.Of(preprocessing, "all")).Message.ShouldStartWith("the step 'letterbox' of the preprocessing has no form in an ONNX graph");
        EmbeddedPreprocessing.Of(preprocessing, "normalize").Before.Steps.Select(step => step.Name).ShouldBe(["resize", "to_planes"]);
    }

    [Theory]
    [InlineData("longest_side")]
    [InlineData("height")]
    [InlineData("position")]
    [InlineData("fill")]
    public void What_is_missing_is_said(string key)
    {
        var json = JsonNode.Parse(Of(Filled("RESIZE, PAD"), new()).ToJson())!;
        json["steps"]![0]!.AsObject().Remove(key).ShouldBeTrue();
        Should.Throw<UserErrorException>(() => Preprocessing.Parse(json.ToJsonString(), "p.json").Load(new(), "p.json")).Message.ShouldContain($"p.json: the step 'resize' has no '{key}'");
    }

    private static Preprocessing Of(string stages, TypeRegistry types) =>
        Preprocessing.Of(PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": [{stages}]}}}}", "c.json")), "image", types);

    private static string Composed(string operations) => $"{{\"operation\": \"albumentations.Compose\", \"params\": {{\"transforms\": {operations}}}}}";

    private static string Filled(string stages) => stages.Replace("RESIZE", Resize, StringComparison.Ordinal).Replace("PAD", Pad, StringComparison.Ordinal);

    private static (string Resize, string Pad) Operations(JsonElement step)
    {
        string Text(string key) => step.GetProperty(key).GetRawText();
        var interpolation = step.GetProperty("interpolation").GetString()!.ToUpperInvariant();
        return (
            $$"""{"operation": "albumentations.LongestMaxSize", "params": {"max_size": {{Text("longest_side")}}, "interpolation": "cv2.INTER_{{interpolation}}"} }""",
            $$"""{"operation": "albumentations.PadIfNeeded", "params": {"min_height": {{Text("height")}}, "min_width": {{Text("width")}}, "position": {{Text("position")}}, "border_mode": 0, "value": {{Text("fill")}} } }""");
    }
}
