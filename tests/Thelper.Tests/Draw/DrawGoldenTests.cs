using System.Text.Json;
using Thelper.Draw;
using Thelper.Metrics.Sklearn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Draw;

/// <summary>Compares with what <c>tools/golden/draw.py</c> recorded of numpy, OpenCV, colorsys and scikit-learn.</summary>
[NoLeaks]
public class DrawGoldenTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "draw", "draw.json"))).RootElement;

    [Fact]
    public void Palette_of_voc()
    {
        var colors = Golden.GetProperty("palette").EnumerateArray().Select(color => color.EnumerateArray().Select(part => part.GetByte()).ToArray()).ToArray();
        for (var label = 0; label < colors.Length; label++)
        {
            Palette.Of(label).ShouldBe(colors[label]);
        }

        Palette.Html(15).ShouldBe("#C08080");
        Palette.Html(255).ShouldBe("#E0E0C0");
    }

    [Fact]
    public void Colours_from_hue_saturation_and_lightness()
    {
        foreach (var entry in Golden.GetProperty("hsl").EnumerateArray())
        {
            double[] values = [.. entry.EnumerateArray().Select(part => part.GetDouble())];
            var (blue, green, red) = Palette.FromHsl(values[0], values[1], values[2]);
            new double[] { blue, green, red }.Zip(values[3..]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 0.500001);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => Palette.FromHsl(361, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Palette.FromHsl(0, -0.1, 0));
    }

    [Fact]
    public void Images_of_every_type_and_number_of_channels()
    {
        foreach (var entry in Golden.GetProperty("displayable").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var image = GoldenArray.Tensor(entry.GetProperty("image"));
            ShouldBeWithin(Displayable.Image(image), GoldenArray.Tensor(entry.GetProperty("color")), 0);
            ShouldBeWithin(Displayable.Image(image, grayscale: true), GoldenArray.Tensor(entry.GetProperty("grey")), 1);
        }
    }

    [Fact]
    public void Heat_maps()
    {
        foreach (var entry in Golden.GetProperty("heatmaps").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var map = GoldenArray.Tensor(entry.GetProperty("map"));
            var expected = GoldenArray.Tensor(entry.GetProperty("rgb"));
            ShouldBeWithin(Displayable.Heatmap(map), expected, 0);
            ShouldBeWithin(Displayable.Heatmap(map, rgb: false), expected.flip(2), 0);
        }
    }

    // The original's pictures take the palette's colour after that of the class.
    private static Dictionary<string, object?> Originals => new[] { "a", "b", "c", "d" }.Select((name, i) => (name, i))
        .ToDictionary(one => one.name, one => (object?)Palette.Of(one.i + 1).Select(part => (object?)(long)part).ToList());

    [Fact]
    public void Label_maps_over_images()
    {
        foreach (var entry in Golden.GetProperty("overlays").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var task = new Thelper.Tasks.Segmentation(new[] { "a", "b", "c", "d" }, "image", "map", dontcare: entry.GetProperty("dontcare").GetInt32(), colorMap: Originals);
            var picture = SegmentDrawing.Overlay(GoldenArray.Tensor(entry.GetProperty("image")), GoldenArray.Tensor(entry.GetProperty("labels")), SegmentDrawing.ColorsOf(task));
            ShouldBeWithin(picture, GoldenArray.Tensor(entry.GetProperty("picture")), 1);
        }
    }

    [Fact]
    public void Indices_become_colours()
    {
        using var scope = NewDisposeScope();
        var map = arange(768).to(ScalarType.Float32).reshape(256, 1, 3);
        Displayable.ApplyColorMap(tensor([0L, 255, 2, 1], [2, 2]), map).reshape(-1).DataSpan<float>().ToArray().ShouldBe([0, 1, 2, 765, 766, 767, 6, 7, 8, 3, 4, 5]);
        Should.Throw<UserErrorException>(() => Displayable.ApplyColorMap(tensor([256L], [1, 1]), map)).Message.ShouldContain("0 to 255");
        Should.Throw<UserErrorException>(() => Displayable.ApplyColorMap(zeros(2, 2), map)).Message.ShouldContain("whole numbers");
        Should.Throw<UserErrorException>(() => Displayable.ApplyColorMap(tensor([1L], [1, 1]), zeros(10, 3))).Message.ShouldContain("[256, 1, 3]");
    }

    [Fact]
    public void Precision_recall_curves()
    {
        foreach (var entry in Golden.GetProperty("curves").EnumerateArray())
        {
            bool[] truth = [.. entry.GetProperty("truth").EnumerateArray().Select(value => value.GetInt32() == 1)];
            var (precision, recall) = RocAnalysis.PrecisionRecall(truth, Doubles(entry, "scores"), Doubles(entry, "weights"));
            precision.Length.ShouldBe(recall.Length);
            precision.Zip(Doubles(entry, "precision")).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
            recall.Zip(Doubles(entry, "recall")).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
            precision.Length.ShouldBe(Doubles(entry, "precision").Length);
            RocAnalysis.AveragePrecision(truth, Doubles(entry, "scores"), Doubles(entry, "weights")).ShouldBe(entry.GetProperty("ap").GetDouble(), 1e-12);
        }
    }

    private static double[] Doubles(JsonElement entry, string name) => [.. entry.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private static void ShouldBeWithin(Tensor actual, Tensor expected, int levels)
    {
        actual.dtype.ShouldBe(expected.dtype);
        actual.shape.ShouldBe(expected.shape);
        (actual.to(ScalarType.Int32) - expected.to(ScalarType.Int32)).abs().max().ToInt32().ShouldBeLessThanOrEqualTo(levels);
    }
}
