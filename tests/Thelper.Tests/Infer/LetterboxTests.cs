using Thelper.Bundles;
using Thelper.Config;
using Thelper.Export;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>What is said of pictures that a letterbox brings to the network's size is said in pixels of the pictures.</summary>
[NoLeaks]
public sealed class LetterboxTests
{
    private const string Scaled = """{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [10], "max": [250]}, "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}""";
    private const string Side32 = """{"operation": "albumentations.LongestMaxSize", "params": {"max_size": 32}}""";
    private const string Pad32 = """{"operation": "albumentations.PadIfNeeded", "params": {"min_height": 32, "min_width": 32, "border_mode": 0}}""";

    // A border as bright as the object is found as well; it is nothing in the picture.
    [Theory]
    [InlineData(300, 100, "center", 0)]
    [InlineData(100, 300, "center", 0)]
    [InlineData(300, 100, "top_left", 0)]
    [InlineData(100, 300, "bottom_right", 0)]
    [InlineData(300, 100, "center", 240)]
    [InlineData(100, 300, "top_left", 240)]
    public void An_object_is_found_where_it_is_in_the_picture(int width, int height, string position, int fill)
    {
        using var scope = NewDisposeScope();
        var image = Bright(width, height);
        foreach (var isComposed in new[] { true, false })
        {
            foreach (var views in new[] { null, "flip", "flips" })
            {
                using var predictor = PredictorFixture.Create(PredictorFixture.Detector(), new() { Views = views }, Transforms(150, position, $"[{fill}, {fill}, {fill}]", isComposed));
                predictor.KeepsPicture.ShouldBeTrue();
                var found = (BoxPrediction)predictor.Predict(image);
                (found.Width, found.Height).ShouldBe((width, height));
                Text(found.Boxes.ShouldHaveSingleItem()).ShouldBe("60, 20, 90, 60", views);
            }
        }
    }

    [Theory]
    [InlineData(300, 100)]
    [InlineData(100, 300)]
    public void Masks_and_key_points_are_the_pictures(int width, int height)
    {
        using var scope = NewDisposeScope();
        using var predictor = PredictorFixture.Create(PredictorFixture.ShapeDetector(), null, Transforms(150, "center", "[0, 0, 0]", isComposed: true));
        var shape = ((BoxPrediction)predictor.Predict(Bright(width, height))).Boxes.ShouldHaveSingleItem().Shape!;
        (shape.Mask!.Width, shape.Mask.Height).ShouldBe((width, height));
        var expected = zeros([height, width], ScalarType.Byte);
        expected.narrow(0, 20, 40).narrow(1, 60, 30).fill_(1);
        shape.Mask.ToTensor().equal(expected).ShouldBeTrue();
        shape.KeyPoints!.Select(point => FormattableString.Invariant($"{point.X:0.###}, {point.Y:0.###}")).ShouldBe(["60, 20", "90, 20"]);
    }

    // A blue field in a red picture, within a green border.
    [Theory]
    [InlineData(60, 20, "center")]
    [InlineData(20, 60, "center")]
    [InlineData(60, 20, "bottom_left")]
    [InlineData(20, 60, "top_right")]
    public void Labels_lie_where_their_pixels_are(int width, int height, string position)
    {
        using var scope = NewDisposeScope();
        var image = zeros([height, width, 3], ScalarType.Byte);
        image.select(2, 2).fill_(220);
        var field = image.narrow(0, 4, 6).narrow(1, 8, 10);
        field.zero_();
        field.select(2, 0).fill_(220);
        foreach (var views in new[] { null, "flips" })
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.Local(), new() { Views = views }, Transforms(30, position, "[0, 230, 0]", isComposed: true));
            var map = (MapPrediction)predictor.Predict(image);
            (map.Width, map.Height, map.MapWidth, map.MapHeight).ShouldBe((width, height, width, height));
            map.Labels.ToArray().ShouldBe(Enumerable.Range(0, width * height).Select(i => i / width is >= 4 and < 10 && i % width is >= 8 and < 18 ? 0 : 2));
        }
    }

    // The height of 25 halved is 12, not 12.5: the way back takes what it became.
    [Theory]
    [InlineData(Side32 + "," + Pad32, 64, 25, 0, 10, 32, 22, 32)]
    [InlineData(Side32 + "," + Pad32, 27, 64, 9, 0, 23, 32, 32)]
    [InlineData(Side32 + "," + Pad32 + """, {"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 64]}}""", 64, 25, 0, 20, 64, 44, 64)]
    [InlineData("""{"operation": "thelper.transforms.Resize", "params": {"dsize": [50, 100]}},""" + Side32 + "," + Pad32, 64, 25, 8, 0, 24, 32, 32)]
    [InlineData("""{"operation": "albumentations.Compose", "params": [""" + Side32 + "," + Pad32 + """, {"Normalize": {}}, {"ToTensorV2": {}}]}""", 64, 25, 0, 10, 32, 22, 32)]
    public void The_place_of_a_picture_is_what_rounding_made_of_it(string stages, int width, int height, int left, int top, int right, int bottom, int side) =>
        Pipeline(stages).PlaceOf(height, width).ShouldBe(new PicturePlace(left, top, right, bottom, side, side));

    [Fact]
    public void What_reaches_into_a_border_ends_at_the_pictures_edge()
    {
        var place = new PicturePlace(0, 50, 150, 100, 150, 150);
        var shape = new ObjectShape(null, [new KeyPoint(10, 40, 2), new KeyPoint(20, 60, 2), new KeyPoint(151, 101, 2)]);
        var box = place.Back(new ScoredBox(1, 0.5, 10, 40, 160, 60) { Shape = shape }, 100, 300)!.Value;
        (box.Label, box.Score, box.Left, box.Top, box.Right, box.Bottom).ShouldBe((1, 0.5, 20, 0, 300, 20));
        box.Shape!.KeyPoints!.Select(point => FormattableString.Invariant($"{point.X}, {point.Y}")).ShouldBe(["20, 0", "40, 20", "300, 100"]);
        place.Back(new ScoredBox(1, 0.5, 0, 0, 150, 50), 100, 300).ShouldBeNull();
        place.Back(new ScoredBox(1, 0.5, 0, 100, 150, 150), 100, 300).ShouldBeNull();

        // A map may have fewer pixels than what the network sees.
        place.In(3, 3).Back([7, 7, 7, 1, 2, 3, 9, 9, 9], 2, 6).ShouldBe([1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3]);
    }

    [Theory]
    [InlineData("""{"operation": "albumentations.LongestMaxSize", "params": {"max_size": [24, 32]}},""" + Pad32)]
    [InlineData("""{"operation": "albumentations.LongestMaxSize", "params": {"max_size": 32, "p": 0.5}},""" + Pad32)]
    [InlineData(Side32 + """, {"operation": "albumentations.PadIfNeeded", "params": {"min_height": 32, "min_width": 32, "position": "random"}}""")]
    [InlineData("""{"operation": "albumentations.Compose", "params": {"transforms": [""" + Side32 + "," + Pad32 + """], "p": 0.5}}""")]
    [InlineData("""{"operation": "albumentations.Compose", "params": [""" + Side32 + """, {"CenterCrop": {"height": 8, "width": 8}}]}""")]
    [InlineData("""{"operation": "thelper.transforms.TransformWrapper", "params": {"operation": "albumentations.PadIfNeeded", "probability": 0.5}}""")]
    public void Where_chance_or_a_crop_has_a_say_places_are_the_networks(string stages)
    {
        var pipeline = Pipeline(stages);
        pipeline.KeepsPicture.ShouldBeFalse();
        pipeline.PlaceOf(20, 30).ShouldBeNull();
    }

    [Fact]
    public void Predictions_are_drawn_on_the_picture_itself()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var image = Bright(300, 100);
        ImageCodec.Save(folder["wide.png"], image);
        foreach (var (name, network) in new[] { ("boxes", PredictorFixture.Detector()), ("maps", PredictorFixture.Local()) })
        {
            using var predictor = PredictorFixture.Create(network, null, Transforms(150, "center", "[0, 0, 0]", isComposed: true));
            var options = new PredictionOptions { Pictures = folder[name] };
            PredictionFormat.Check(options, predictor.Task, predictor.KeepsPicture);
            using var output = new StringWriter();
            new PredictionWriter(output, options, predictor).Write(folder["wide.png"], predictor.Predict(folder["wide.png"]));
            var drawn = ImageCodec.Decode(Path.Combine(folder[name], "wide.png"));
            drawn.shape.ShouldBe([100, 300, 3]);
            if (name == "boxes")
            {
                // Its left side, and nothing far from it.
                drawn.narrow(0, 35, 10).narrow(1, 57, 6).equal(image.narrow(0, 35, 10).narrow(1, 57, 6)).ShouldBeFalse();
                drawn.narrow(0, 70, 30).narrow(1, 150, 150).equal(image.narrow(0, 70, 30).narrow(1, 150, 150)).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Windows_in_letterboxes_are_refused()
    {
        using var network = PredictorFixture.Local();
        Should.Throw<UserErrorException>(() => PredictorFixture.Create(network, new() { Tiles = new() { Size = 8 } }, Transforms(30, "center", "[0, 0, 0]", isComposed: true)))
            .Message.ShouldContain("--tile: the transforms cut off, add or move something");
    }

    [Fact]
    public void A_bundle_decides_in_pixels_of_the_picture()
    {
        using var scope = NewDisposeScope();
        var preprocessing = Preprocessing.Of(PictureTransforms.Of(Config(Transforms(150, "center", "[0, 0, 0]", isComposed: true))), "image", new());
        preprocessing.Steps.Select(step => step.Name).ShouldBe(["resize", "normalize", "to_tensor"]);
        using var stages = new BundleStages(preprocessing, PredictorFixture.Objects, PredictorFixture.Objects.ClassNames, new(), "p.json");
        Tensor[] answers = [tensor(new float[] { 10, 60, 40, 80 }, [1, 4]), tensor(new long[] { 1 }), tensor(new[] { 0.75f })];
        stages.Decide(answers, zeros([1, 3, 150, 150]), [(300, 100)]).ShouldHaveSingleItem().ShouldHaveSingleItem().Values.ShouldBe([0.75, 20, 20, 80, 60]);
    }

    private static InputPipeline Pipeline(string stages) => InputPipeline.Of(Config($"[{stages}]"), "image", new());

    private static ConfigNode Config(string transforms) => ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": {transforms}}}}}", "c.json");

    // Whole pixels are left out, none is mixed with another.
    private static string Transforms(int side, string position, string fill, bool isComposed)
    {
        var resize = $$"""{"operation": "albumentations.LongestMaxSize", "params": {"max_size": {{side}}, "interpolation": 0} }""";
        var pad = $$"""{"operation": "albumentations.PadIfNeeded", "params": {"min_height": {{side}}, "min_width": {{side}}, "position": "{{position}}", "border_mode": 0, "value": {{fill}} } }""";
        return isComposed
            ? $$"""[{"operation": "albumentations.Compose", "params": [{{resize}}, {{pad}}]}, {{Scaled}}]"""
            : $"[{resize}, {pad}, {Scaled}]";
    }

    private static Tensor Bright(int width, int height)
    {
        var image = zeros([height, width, 3], ScalarType.Byte);
        image.narrow(0, 20, 40).narrow(1, 60, 30).fill_(220);
        return image;
    }

    private static string Text(BoundingBox box) => FormattableString.Invariant($"{box.Left:0.###}, {box.Top:0.###}, {box.Right:0.###}, {box.Bottom:0.###}");
}
