using Thelper.Config;
using Thelper.Export;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Infer;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>What pictures go through, written as data and read again, does to them what the configuration does.</summary>
[NoLeaks]
public sealed class PreprocessingTests
{
    private static readonly Dictionary<string, (string Stages, string Steps)> Cases = new()
    {
        ["digits"] = ("""[{"operation": "thelper.transforms.ToGray", "target_key": "image"}, {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [127], "max": [255]}}, {"operation": "torchvision.transforms.ToTensor"}]""", "grey, normalize, to_tensor"),
        ["imagenet"] = ("""[{"operation": "torchvision.transforms.Resize", "params": {"size": 40}}, {"operation": "torchvision.transforms.CenterCrop", "params": {"size": 32}}, {"operation": "torchvision.transforms.ToTensor"}, {"operation": "torchvision.transforms.Normalize", "params": {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}}]""", "resize, center_crop, to_tensor, normalize"),
        ["opencv"] = ("""[{"operation": "thelper.transforms.Resize", "params": {"dsize": [40, 24], "interp": "cv2.INTER_AREA"}}, {"operation": "thelper.transforms.NormalizeZeroMeanUnitVar", "params": {"mean": [103.5, 116.25, 123.6], "std": [57.3, 57.1, 58.4]}}, {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}}]""", "resize, normalize, to_planes"),
        ["pillow"] = ("""[{"operation": "torchvision.transforms.Resize", "params": {"size": [24, 40], "interpolation": 3}}, {"operation": "thelper.transforms.ToGray"}, {"operation": "thelper.transforms.ToColor"}, {"operation": "torchvision.transforms.ToTensor"}]""", "resize, grey, grey_to_colour, to_tensor"),
        ["limited"] = ("""[{"operation": "torchvision.transforms.Resize", "params": {"size": 40, "max_size": 50}}, {"operation": "torchvision.transforms.ToTensor"}]""", "resize, to_tensor"),
        ["range"] = ("""[{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [20, 30, 40], "max": [220, 210, 200]}}, {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}}]""", "normalize, to_planes"),
        ["others"] = ("""[{"operation": "thelper.transforms.Resize", "params": {"fx": 0.5, "fy": 0.25}}, {"operation": "thelper.transforms.CenterCrop", "params": {"size": [20, 10]}}, {"operation": "torchvision.transforms.ToTensor"}]""", "operation, operation, to_tensor"),
        ["letterbox"] = ("""[{"operation": "albumentations.Compose", "params": {"transforms": [{"operation": "albumentations.LongestMaxSize", "params": {"max_size": 32}}, {"operation": "albumentations.PadIfNeeded", "params": {"min_height": 32, "min_width": 32, "border_mode": 0}}]}}, {"operation": "torchvision.transforms.ToTensor"}]""", "resize, to_tensor"),
        ["letterbox of two stages"] = ("""[{"operation": "albumentations.LongestMaxSize", "params": {"max_size": 41, "interpolation": 3}}, {"operation": "albumentations.PadIfNeeded", "params": {"min_height": 48, "min_width": 44, "border_mode": 0, "value": [114, 100.5, 3], "position": "top_right"}}, {"operation": "albumentations.Normalize"}, {"operation": "torchvision.transforms.ToTensor"}]""", "resize, operation, to_tensor"),
        ["floats"] = ("""[{"operation": "torchvision.transforms.ToTensor"}, {"operation": "torchvision.transforms.Resize", "params": {"size": [24, 40]}}]""", "to_tensor, resize"),
        ["averaged floats"] = ("""[{"operation": "torchvision.transforms.ToTensor"}, {"operation": "torchvision.transforms.Resize", "params": {"size": 24, "antialias": true}}]""", "to_tensor, resize"),
        ["floats of an operation"] = ("""[{"operation": "albumentations.Normalize"}, {"operation": "torchvision.transforms.Resize", "params": {"size": [24, 40]}}]""", "operation, resize"),
        ["bytes of an operation"] = ("""[{"operation": "thelper.transforms.CenterCrop", "params": {"size": [50, 50]}}, {"operation": "torchvision.transforms.Resize", "params": {"size": [24, 40]}}]""", "operation, resize"),
        ["left out"] = ("""[{"operation": "thelper.transforms.ToGray", "target_key": "mask"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""", "to_tensor"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_written_as_data_does_the_same(string name)
    {
        using var scope = NewDisposeScope();
        var (stages, steps) = Cases[name];
        var types = new TypeRegistry();
        var pictures = PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": {stages}}}}}", "c.json"));
        var written = Preprocessing.Of(pictures, "image", types);
        var read = Preprocessing.Parse(written.ToJson(), "p.json");
        string.Join(", ", read.Steps.Select(step => step.Name)).ShouldBe(steps);

        // Nor is anything of it taken for somebody else's.
        read.Steps.SelectMany((_, k) => PreprocessingCheck.Step(read, k, "image", types, "p.json")).ShouldBeEmpty();
        PreprocessingCheck.Decoding(written.ToJson(), read, "p.json").ShouldBeEmpty();
        PreprocessingCheck.Others(written.ToJson(), "p.json").ShouldBeEmpty();
        manual_seed(3);
        var picture = (rand(60, 90, 3) * 255).to(ScalarType.Byte);
        var runner = new PreprocessingRunner(read, "image", types, "p.json");
        var found = runner.Normalise(runner.Resize(picture.clone()));
        var expected = (Tensor)((Sample)pictures.Load(types, "image")!.Apply(new Sample { ["image"] = picture.clone() }, TransformRandom.For(0, 0, 0))!)["image"]!;
        found.dtype.ShouldBe(expected.dtype);
        found.shape.ShouldBe(expected.shape);
        (found.to(ScalarType.Float64) - expected.to(ScalarType.Float64)).abs().max().item<double>().ShouldBe(0);
    }

    // Bytes are always averaged where they shrink, numbers where it is said.
    [Theory]
    [InlineData("limited", true)]
    [InlineData("floats", false)]
    [InlineData("averaged floats", true)]
    [InlineData("floats of an operation", false)]
    [InlineData("bytes of an operation", true)]
    public void Whether_a_resize_averages_is_said(string name, bool antialias)
    {
        using var scope = NewDisposeScope();
        var preprocessing = Preprocessing.Of(PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": {Cases[name].Stages}}}}}", "c.json")), "image", new());
        preprocessing.Steps.Single(step => step.Name == "resize").Values["antialias"].ShouldBe(antialias);
    }

    // What is done first decides what the second sees.
    [Fact]
    public void Own_transforms_of_the_data_come_before_those_of_the_loaders()
    {
        using var scope = NewDisposeScope();
        var pictures = PictureTransforms.Of(ConfigLoader.Parse("""
            {"datasets": {"d": {"type": "mine", "transforms": [{"operation": "thelper.transforms.Resize", "params": {"dsize": [8, 6]} }] } },
             "loaders": {"base_transforms": [{"operation": "thelper.transforms.Resize", "params": {"dsize": [20, 10]} }, {"operation": "torchvision.transforms.ToTensor"}]}}
            """, "c.json"));
        var types = new TypeRegistry();
        var picture = (rand(60, 90, 3) * 255).to(ScalarType.Byte);
        var small = Thelper.Imaging.ImageOps.Resize(picture, 8, 6, Thelper.Imaging.Interpolation.Linear);
        var expected = Thelper.Imaging.ImageOps.Resize(small, 20, 10, Thelper.Imaging.Interpolation.Linear).permute(2, 0, 1).to(ScalarType.Float32) / 255;
        var loaded = (Tensor)((Sample)pictures.Load(types, "image")!.Apply(new Sample { ["image"] = picture.clone() }, TransformRandom.For(0, 0, 0))!)["image"]!;
        (loaded - expected).abs().max().ToDouble().ShouldBeLessThan(1e-6);
        (new PreprocessingRunner(Preprocessing.Of(pictures, "image", types), "image", types, "p.json").Apply(picture) - expected).abs().max().ToDouble().ShouldBeLessThan(1e-6);
        var again = PictureTransforms.Of(pictures.ToConfig("again")).Load(types, "image")!;
        ((Tensor)((Sample)again.Apply(new Sample { ["image"] = picture }, TransformRandom.For(0, 0, 0))!)["image"]! - expected).abs().max().ToDouble().ShouldBeLessThan(1e-6);
    }

    [Theory]
    [InlineData("""{"operation": "thelper.transforms.Resize", "params": {"dsize": [8, 6], "interp": "cv2.INTER_AREA"}}""", "all", "resize")]
    [InlineData("""{"operation": "torchvision.transforms.ToTensor"}, {"operation": "torchvision.transforms.Normalize", "params": {"mean": [0.5], "std": [0.5]}}, {"operation": "thelper.transforms.ToGray"}""", "all", "grey")]
    [InlineData("""{"operation": "thelper.transforms.ToColor"}""", "normalize", "grey_to_colour")]
    [InlineData("""{"operation": "albumentations.LongestMaxSize", "params": {"max_size": 32}}, {"operation": "albumentations.PadIfNeeded", "params": {"min_height": 32, "min_width": 48, "border_mode": "cv2.BORDER_CONSTANT"}}""", "all", "letterbox")]
    [InlineData("""{"operation": "torchvision.transforms.ToTensor"}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [8, 6]}}""", "all", "resize")]
    public void A_step_that_a_graph_would_do_otherwise_has_no_form_in_it(string stages, string choice, string step)
    {
        var preprocessing = Preprocessing.Of(PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": [{stages}]}}}}", "c.json")), "image", new());
        Should.Throw<UserErrorException>(() => EmbeddedPreprocessing.Of(preprocessing, choice)).Message.ShouldStartWith($"the step '{step}' of the preprocessing has no form");
    }

    [Theory]
    [InlineData("""{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [0], "max": [255]}}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}}, {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}}""", "the step 'normalize' comes before the last change of size, so the graph cannot take bytes")]
    [InlineData("""{"operation": "torchvision.transforms.ToTensor"}, {"operation": "torchvision.transforms.Resize", "params": {"size": 32}}, {"operation": "torchvision.transforms.Normalize", "params": {"mean": [0.5], "std": [0.5]}}""", "the step 'to_tensor' comes before the last change of size, so the graph cannot take bytes")]
    [InlineData("""{"operation": "albumentations.ToFloat"}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}}, {"operation": "torchvision.transforms.ToTensor"}""", "the step 'albumentations.ToFloat' comes before the last change of size, so the graph cannot take bytes")]
    [InlineData("""{"operation": "thelper.transforms.ToGray"}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}}, {"operation": "torchvision.transforms.ToTensor"}""", "the step 'grey' comes before the last change of size, so the graph cannot take bytes")]
    public void What_comes_before_the_graph_makes_bytes_of_three_channels(string stages, string message)
    {
        using var scope = NewDisposeScope();
        using var model = PredictorFixture.Local();
        var preprocessing = Preprocessing.Of(PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": [{stages}]}}}}", "c.json")), "image", new());
        Should.Throw<UserErrorException>(() => ModelMetadata.Embed(model, preprocessing, "normalize", new(), [3, 32, 32])).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("""{"operation": "thelper.transforms.CenterCrop", "params": {"size": [300, 300]}}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}}, {"operation": "torchvision.transforms.ToTensor"}""")]
    [InlineData("""{"operation": "thelper.transforms.ToGray"}, {"operation": "thelper.transforms.ToColor"}, {"operation": "torchvision.transforms.Resize", "params": {"size": 32}}, {"operation": "torchvision.transforms.ToTensor"}""")]
    [InlineData("""{"operation": "torchvision.transforms.ToTensor"}""")]
    public void Bytes_of_three_channels_are_what_a_graph_takes(string stages)
    {
        using var scope = NewDisposeScope();
        using var model = PredictorFixture.Local();
        var preprocessing = Preprocessing.Of(PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": [{stages}]}}}}", "c.json")), "image", new());
        var embedding = ModelMetadata.Embed(model, preprocessing, "normalize", new(), [3, 32, 32]);
        embedding.Prepare(zeros([8, 8, 3], ScalarType.Byte)).dtype.ShouldBe(ScalarType.Float32);
    }

    [Theory]
    [InlineData("digits", new[] { 127.0 }, new[] { 128.0 })]
    [InlineData("imagenet", new[] { 123.675, 116.28, 103.53 }, new[] { 58.395, 57.12, 57.375 })]
    [InlineData("opencv", new[] { 103.5, 116.25, 123.6 }, new[] { 57.3, 57.1, 58.4 })]
    [InlineData("pillow", new[] { 0.0 }, new[] { 255.0 })]
    public void The_normalisation_is_that_of_pixels(string name, double[] mean, double[] std)
    {
        var pictures = PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": {Cases[name].Stages}}}}}", "c.json"));
        var found = Preprocessing.Of(pictures, "image", new()).Normalization!.Value;
        found.Mean.Zip(mean).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
        found.Std.Zip(std).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
        found.Mean.Count.ShouldBe(mean.Length);
    }

    [Theory]
    [InlineData("0.5", "[0.2, 0.3, 0.4]", new[] { 127.5, 127.5, 127.5 }, new[] { 51, 76.5, 102 })]
    [InlineData("[0.1, 0.2, 0.4]", "0.5", new[] { 25.5, 51, 102 }, new[] { 127.5, 127.5, 127.5 })]
    public void One_number_of_either_counts_for_every_channel(string by, string over, double[] mean, double[] std)
    {
        var stages = $$"""[{"operation": "torchvision.transforms.ToTensor"}, {"operation": "torchvision.transforms.Normalize", "params": {"mean": {{by}}, "std": {{over}} } }]""";
        var found = Preprocessing.Of(PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": {stages}}}}}", "c.json")), "image", new()).Normalization!.Value;
        found.Mean.Count.ShouldBe(mean.Length);
        found.Mean.Zip(mean).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
        found.Std.Select(value => Math.Round(value, 9)).Distinct().ShouldBe(std.Distinct());
    }

    [Fact]
    public void A_step_that_hides_the_normalisation_has_none_and_no_form_in_a_graph()
    {
        var pictures = PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": {Cases["others"].Stages}}}}}", "c.json"));
        var preprocessing = Preprocessing.Of(pictures, "image", new());
        preprocessing.Normalization.ShouldBeNull();
        Should.Throw<UserErrorException>(() => EmbeddedPreprocessing.Of(preprocessing, "all")).Message.ShouldContain("thelper.transforms.Resize");
    }

    [Theory]
    [InlineData("""{"steps": []}""", "'decode'")]
    [InlineData("""{"decode": {"channel_order": "bgr"}, "steps": [{"op": 1}]}""", "its name under 'step'")]
    [InlineData("""{"decode": {"channel_order": "bgr"}, "steps": [{"step": "melt"}]}""", "'melt' is no step")]
    [InlineData("""{"decode": {"channel_order": "bgr"}, "steps": [{"step": "center_crop", "width": 3}]}""", "has no 'height'")]
    public void What_is_no_description_is_said(string json, string message) =>
        Should.Throw<UserErrorException>(() => Preprocessing.Parse(json, "p.json").Load(new(), "p.json")).Message.ShouldContain(message);
}
