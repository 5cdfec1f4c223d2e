using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

[NoLeaks]
public class PredictorTests
{
    private static readonly TileOptions[] Windows =
    [
        .. new[] { WindowBlend.None, WindowBlend.Linear, WindowBlend.Gaussian }.SelectMany(blend => new[] { (16, 0), (16, 6), (1, 0) }
            .Select(tile => new TileOptions { Size = tile.Item1, Overlap = tile.Item2, Blend = blend })),
    ];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(15, 16)]
    [InlineData(17, 40)]
    public void Maps_in_windows_and_in_views_are_those_of_the_whole(int width, int height)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var image = randint(0, 256, [height, width, 3], ScalarType.Byte);
        using var whole = PredictorFixture.Create(PredictorFixture.Local());
        var expected = (MapPrediction)whole.Predict(image);
        expected.Labels.ToArray().Distinct().Count().ShouldBe(Math.Min(3, width * height));
        foreach (var options in Windows.Select(tiles => new PredictorOptions { Tiles = tiles }).Append(new() { Views = "flips" }).Append(new() { Views = "flip", Tiles = Windows[1] }))
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.Local(), options);
            var found = (MapPrediction)predictor.Predict(image);
            (found.Width, found.Height, found.MapWidth, found.MapHeight).ShouldBe((width, height, width, height));
            found.Labels.ToArray().ShouldBe(expected.Labels.ToArray());
        }
    }

    [Fact]
    public void A_classifier_looks_at_the_scales_that_were_asked_for()
    {
        using var scope = NewDisposeScope();
        using var predictor = PredictorFixture.Create(new WidthNet(), new() { Views = "scales=0.5,0.75" });
        ((ClassPrediction)predictor.Predict(zeros([32, 32, 3], ScalarType.Byte))).Classes[0].Score.ShouldBe(((16 / 17f) + (24 / 25f)) / 2, 1e-6f);
    }

    // Made half as large, a pixel is the mean of four: where edges are even, none mixes the field with what is around it.
    [Theory]
    [InlineData("scales=0.5", 64L)]
    [InlineData("scales=2", 256L)]
    [InlineData("scales=0.5,1,2", 64L, 128L, 256L)]
    [InlineData("flips+scales=0.5,2", 64L, 256L)]
    public void Maps_at_other_scales_are_those_of_the_whole(string views, params long[] widths)
    {
        using var scope = NewDisposeScope();
        var image = zeros([64, 128, 3], ScalarType.Byte);
        image.select(2, 2).fill_(220);
        var field = image.narrow(0, 16, 32).narrow(1, 32, 64);
        field.zero_();
        field.select(2, 0).fill_(220);
        using var whole = PredictorFixture.Create(PredictorFixture.Local());
        var expected = ((MapPrediction)whole.Predict(image)).Labels.ToArray();
        expected.Distinct().Count().ShouldBe(2);
        var network = new Watched(PredictorFixture.Local());
        using var predictor = PredictorFixture.Create(network, new() { Views = views });
        ((MapPrediction)predictor.Predict(image)).Labels.ToArray().ShouldBe(expected);
        network.Widths.Distinct().ShouldBe(widths);
    }

    [Fact]
    public void Objects_at_other_scales_lie_where_they_are()
    {
        using var scope = NewDisposeScope();
        var image = Bright([(28, 20, 38, 44), (61, 3, 80, 31)], 128, 64);

        // Half of a pixel is bright where an edge is odd, and all of it counts: so it was seen half as large.
        using var half = PredictorFixture.Create(PredictorFixture.Detector(), new() { Views = "scales=0.5" });
        Boxes(half.Predict(image)).ShouldBe(["28, 20, 38, 44", "60, 2, 80, 32"]);
        foreach (var views in new[] { "scales=0.5,1", "flips+scales=0.5,1" })
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.Detector(), new() { Views = views });
            var found = Boxes(predictor.Predict(image));
            found.Length.ShouldBe(2, views);
            found[0].ShouldBe("28, 20, 38, 44", views);
        }
    }

    [Fact]
    public void Labels_lie_where_their_pixels_are()
    {
        // A blue field in a red picture: neither half a pixel's shift nor exchanged channels nor permuted classes leave this as it is.
        using var scope = NewDisposeScope();
        var image = zeros([20, 30, 3], ScalarType.Byte);
        image.select(2, 2).fill_(220);
        var field = image.narrow(0, 3, 5).narrow(1, 7, 11);
        field.zero_();
        field.select(2, 0).fill_(220);
        using var whole = PredictorFixture.Create(PredictorFixture.Local());
        var labels = ((MapPrediction)whole.Predict(image)).Labels.ToArray();
        var (red, blue) = (labels[0], labels[(3 * 30) + 7]);

        (red, blue).ShouldBe((2, 0));
        for (var i = 0; i < labels.Length; i++)
        {
            var (y, x) = Math.DivRem(i, 30);
            labels[i].ShouldBe(y is >= 3 and < 8 && x is >= 7 and < 18 ? blue : red);
        }
    }

    [Fact]
    public void Objects_in_windows_and_in_views_are_those_of_the_whole()
    {
        using var scope = NewDisposeScope();
        var image = Bright([(2, 3, 9, 8), (28, 20, 37, 44), (60, 1, 64, 30), (45, 50, 79, 58)], 90, 64);
        using var whole = PredictorFixture.Create(PredictorFixture.Detector());
        var expected = Boxes(whole.Predict(image));
        expected.Length.ShouldBe(4);
        expected.ShouldContain("28, 20, 37, 44");
        foreach (var tiles in new[] { (32, 0), (32, 10), (64, 32), (90, 0), (200, 100) })
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.Detector(), new() { Tiles = new() { Size = tiles.Item1, Overlap = tiles.Item2 }, TileBatch = 3 });
            Boxes(predictor.Predict(image)).ShouldBe(expected, $"{tiles}");
        }

        foreach (var views in new[] { "flip", "flips" })
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.Detector(), new() { Views = views });
            Boxes(predictor.Predict(image)).ShouldBe(expected, views);
            using var both = PredictorFixture.Create(PredictorFixture.Detector(), new() { Views = views, Tiles = new() { Size = 48, Overlap = 24 } });
            Boxes(both.Predict(image)).ShouldBe(expected, views);
        }
    }

    [Fact]
    public void Masks_and_key_points_in_windows_and_in_views_are_those_of_the_whole()
    {
        using var scope = NewDisposeScope();
        var image = Bright([(2, 3, 9, 8), (28, 20, 37, 44), (60, 1, 64, 30), (45, 50, 79, 58)], 90, 64);
        image.narrow(0, 25, 9).narrow(1, 30, 4).fill_(60);
        image.narrow(0, 52, 3).narrow(1, 50, 20).fill_(60);
        using var whole = PredictorFixture.Create(PredictorFixture.ShapeDetector());
        var expected = Shapes(whole.Predict(image));
        expected.Length.ShouldBe(4);
        expected.ShouldContain(text => text.Contains($"{(9 * 24) - (9 * 4)} pixels", StringComparison.Ordinal) && text.EndsWith("28, 20; 37, 20", StringComparison.Ordinal));
        foreach (var tiles in new[] { (32, 10), (64, 32), (90, 0), (200, 100) })
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.ShapeDetector(), new() { Tiles = new() { Size = tiles.Item1, Overlap = tiles.Item2 }, TileBatch = 3 });
            Shapes(predictor.Predict(image)).ShouldBe(expected, $"{tiles}");
        }

        // Of tips the upper one counts: upside down that is another.
        foreach (var (views, tiles) in new[] { ("flip", 0), ("flip", 48) })
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.ShapeDetector(), new() { Views = views, Tiles = tiles == 0 ? null : new() { Size = tiles, Overlap = tiles / 2 } });
            Shapes(predictor.Predict(image)).ShouldBe(expected, views);
        }

        using var flips = PredictorFixture.Create(PredictorFixture.ShapeDetector(), new() { Views = "flips" });
        Shapes(flips.Predict(image)).Select(text => text.Split(" at ")[0]).ShouldBe(expected.Select(text => text.Split(" at ")[0]));
    }

    [Fact]
    public void A_batch_of_boxes_is_what_its_pictures_are_alone()
    {
        using var scope = NewDisposeScope();
        Tensor[] images = [Bright([(2, 3, 9, 8), (28, 20, 37, 44)], 64, 64), Bright([], 64, 64), Bright([(60, 1, 64, 30)], 64, 64), Bright([(3, 3, 9, 9)], 40, 64)];
        using var predictor = PredictorFixture.Create(PredictorFixture.Detector());
        var together = predictor.Predict(images);
        together.Select(prediction => ((BoxPrediction)prediction).Boxes.Count).ShouldBe([2, 0, 1, 1]);
        foreach (var (image, prediction) in images.Zip(together))
        {
            Boxes(prediction).ShouldBe(Boxes(predictor.Predict(image)));
            ((BoxPrediction)prediction).Boxes.Select(box => box.Confidence).ShouldBe(((BoxPrediction)predictor.Predict(image)).Boxes.Select(box => box.Confidence));
        }

        using var tiled = PredictorFixture.Create(PredictorFixture.Detector(), new() { Tiles = new() { Size = 32 } });
        ((BoxPrediction)tiled.Predict(images[1])).Boxes.ShouldBeEmpty();
    }

    [Fact]
    public void A_batch_of_maps_or_images_is_what_its_pictures_are_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);

        // Pure colours: no sum in another order makes another class of them.
        Tensor[] images = [.. Enumerable.Range(0, 3).Select(_ => (aten.one_hot(randint(0, 3, [12, 17], ScalarType.Int64), 3) * 240).to(ScalarType.Byte))];
        foreach (var views in new[] { null, "flip" })
        {
            using var pixels = PredictorFixture.Create(PredictorFixture.Local(), new() { Views = views });
            pixels.Predict(images).Select(prediction => ((MapPrediction)prediction).Labels.ToArray()).ShouldBe(images.Select(image => ((MapPrediction)pixels.Predict(image)).Labels.ToArray()));
            using var echo = PredictorFixture.Create(PredictorFixture.Echo(), new() { Views = views });
            echo.Predict(images).Select(prediction => ((ValuePrediction)prediction).Values.ToArray()).ShouldBe(images.Select(image => ((ValuePrediction)echo.Predict(image)).Values.ToArray()));
            using var detector = PredictorFixture.Create(PredictorFixture.Detector(), new() { Views = views });
            Tensor[] scenes = [Bright([(2, 3, 9, 8)], 40, 40), Bright([(20, 20, 30, 31), (5, 5, 9, 9)], 40, 40)];
            detector.Predict(scenes).Select(Boxes).ShouldBe(scenes.Select(scene => Boxes(detector.Predict(scene))));
        }
    }

    // Red is the first channel for torchvision's data sets: the network sees the sky in what is red.
    [Fact]
    public void Networks_of_torchvisions_data_sets_see_red_first()
    {
        using var scope = NewDisposeScope();
        var image = zeros([6, 8, 3], ScalarType.Byte);
        image.select(2, 2).fill_(220);
        foreach (var (datasets, label) in new[] { ("{}", 2), ("""{"d": {"type": "torchvision.datasets.CIFAR10"}}""", 0) })
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.Local(), datasets: datasets);
            ((MapPrediction)predictor.Predict(image)).Labels.ToArray().ShouldAllBe(found => found == label);
        }
    }

    [Fact]
    public void Restored_images_are_pictures_again()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var image = randint(10, 251, [20, 30, 3], ScalarType.Byte);
        string[] pipelines =
        [
            """[{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [10], "max": [250]}, "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""",
            """[{"operation": "thelper.transforms.NormalizeZeroMeanUnitVar", "params": {"mean": [100, 110, 120], "std": [50, 60, 70]}, "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""",
            """[{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""",
        ];
        foreach (var (pipeline, rgb) in pipelines.SelectMany(text => new[] { (text, false), (text, true) }))
        {
            var datasets = rgb ? """{"d": {"type": "torchvision.datasets.CIFAR10"}}""" : "{}";
            foreach (var options in new[] { new PredictorOptions(), new() { Tiles = new() { Size = 16, Overlap = 5 } }, new() { Views = "flips" } })
            {
                using var predictor = PredictorFixture.Create(PredictorFixture.Echo(), options, pipeline, datasets);
                using var picture = predictor.ToPicture((ValuePrediction)predictor.Predict(image));
                picture.equal(image).ShouldBeTrue($"{pipeline} {rgb}");
            }
        }

        using var twice = PredictorFixture.Create(PredictorFixture.Echo(2), new() { Tiles = new() { Size = 16, Overlap = 5 } });
        using var large = twice.ToPicture((ValuePrediction)twice.Predict(image));
        large.equal(ImageOps.Resize(image, 60, 40, Interpolation.Nearest)).ShouldBeTrue();
        using var grey = PredictorFixture.Create(PredictorFixture.Echo(), transforms: pipelines[2].Insert(1, """{"operation": "thelper.transforms.ToGray", "target_key": "image"}, """));
        using var greyPicture = grey.ToPicture((ValuePrediction)grey.Predict(image));
        greyPicture.equal(ImageOps.ConvertColor(image, ColorConversion.BgrToGray)).ShouldBeTrue();
    }

    [Fact]
    public void Results_go_to_a_sink_window_by_window()
    {
        using var scope = NewDisposeScope();
        var image = randint(0, 256, [50, 40, 3], ScalarType.Byte);
        using var predictor = PredictorFixture.Create(PredictorFixture.Local(), new() { Tiles = new() { Size = 16, Overlap = 4 } });
        var sink = new RowCounter();
        var windows = 0;
        predictor.Predict(new TensorWindows(image), sink, count => windows += count);
        (sink.Rows, sink.Channels, sink.MostRows).ShouldBe((50, 3, 16));
        sink.SharesAddUp.ShouldBeTrue();
        windows.ShouldBe(new TilePlan(40, 50, predictor.Tiles!).Count);
        using var whole = PredictorFixture.Create(PredictorFixture.Local());
        Should.Throw<InvalidOperationException>(() => whole.Predict(new TensorWindows(image))).Message.ShouldContain("PredictorOptions.Tiles");
    }

    [Theory]
    [InlineData("""[{"operation": "thelper.transforms.CenterCrop", "params": {"size": [8, 8]}, "target_key": "image"}]""", "the transforms cut off")]
    [InlineData("[]", "windows are for pixels")]
    public void Windows_that_suit_nothing_are_refused(string transforms, string message)
    {
        var network = transforms == "[]" ? new Train.OneHead(new Classification(new[] { "a", "b" }, "image", "label"), 1, 2) : PredictorFixture.Local();
        using (network)
        {
            Should.Throw<UserErrorException>(() => PredictorFixture.Create(network, new() { Tiles = new() { Size = 8 } }, transforms)).Message.ShouldContain(message);
        }
    }

    [Fact]
    public void Views_that_suit_nothing_are_refused()
    {
        using var scope = NewDisposeScope();
        using var scaled = PredictorFixture.Create(PredictorFixture.Echo(), new() { Views = "scales=0.5,1" });
        Should.Throw<UserErrorException>(() => scaled.Predict(zeros([8, 8, 3], ScalarType.Byte))).Message.ShouldContain("only flips are for images");
    }

    [Fact]
    public void Bytes_are_turned_by_EXIF_as_files_are()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var file = folder["turned.jpg"];
        File.WriteAllBytes(file, Turned(ImageCodec.Encode(Bright([(2, 3, 9, 8)], 40, 24), ".jpg")));
        foreach (var (datasets, size) in new[] { ("{}", (24, 40)), ("""{"d": {"type": "torchvision.datasets.CIFAR10"}}""", (40, 24)) })
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.Local(), datasets: datasets);
            var ofFile = (MapPrediction)predictor.Predict(file);
            var ofBytes = (MapPrediction)predictor.Predict(File.ReadAllBytes(file));
            (ofFile.Width, ofFile.Height).ShouldBe(size);
            (ofBytes.Width, ofBytes.Height).ShouldBe(size);
            ofBytes.Labels.ToArray().ShouldBe(ofFile.Labels.ToArray());
            using var tiled = PredictorFixture.Create(PredictorFixture.Local(), new() { Tiles = new() { Size = 16 } }, datasets: datasets);
            ((MapPrediction)tiled.Predict(file)).Labels.ToArray().ShouldBe(ofFile.Labels.ToArray());
        }
    }

    // A JPEG with the EXIF orientation 6: to be turned to the right.
    private static byte[] Turned(byte[] jpeg)
    {
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private static Tensor Bright(IEnumerable<(int Left, int Top, int Right, int Bottom)> places, int width, int height)
    {
        var image = zeros([height, width, 3], ScalarType.Byte);
        var value = 240;
        foreach (var (left, top, right, bottom) in places)
        {
            image.narrow(0, top, bottom - top).narrow(1, left, right - left).fill_(value);
            value -= 10;
        }

        return image;
    }

    private static string[] Boxes(Prediction prediction) =>
        [.. ((BoxPrediction)prediction).Boxes.Select(box => FormattableString.Invariant($"{box.Left:0.###}, {box.Top:0.###}, {box.Right:0.###}, {box.Bottom:0.###}")).Order(StringComparer.Ordinal)];

    private static string[] Shapes(Prediction prediction) =>
    [
        .. ((BoxPrediction)prediction).Boxes.Select(box => FormattableString.Invariant(
            $"{box.Left:0.###}: {box.Shape!.Mask} {box.Shape.Mask!.ToCompressed()} at {string.Join("; ", box.Shape.KeyPoints!.Select(point => FormattableString.Invariant($"{point.X:0.###}, {point.Y:0.###}")))}")).Order(StringComparer.Ordinal),
    ];

    // One of two classes has the width for its odds.
    private sealed class WidthNet() : Thelper.Nn.Module(new Classification(new[] { "width", "one" }, "image", "label"))
    {
        public override Tensor forward(Tensor input) => tensor(new[] { MathF.Log(input.shape[3]), 0 }).expand(input.shape[0], 2);
    }

    // Says how wide what it saw was.
    private sealed class Watched(Thelper.Nn.Module network) : Thelper.Nn.Module(PredictorFixture.Pixels)
    {
        public List<long> Widths { get; } = [];

        public override Tensor forward(Tensor input)
        {
            Widths.Add(input.shape[3]);
            return network.forward(input);
        }
    }

    private sealed class RowCounter : IBandSink
    {
        public int Rows { get; private set; }

        public int MostRows { get; private set; }

        public int Channels { get; private set; }

        public bool SharesAddUp { get; private set; } = true;

        public void Write(Tensor band, int top)
        {
            using var scope = NewDisposeScope();
            top.ShouldBe(Rows);
            (Rows, MostRows, Channels) = (Rows + (int)band.shape[1], Math.Max(MostRows, (int)band.shape[1]), (int)band.shape[0]);
            SharesAddUp &= (band.sum(0) - 1).abs().max().ToDouble() < 1e-5;
        }
    }
}
