using System.Text.Json;
using Thelper.Imaging;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

public sealed class BrushTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "annotator.json"))).RootElement;

    [Fact]
    public void Discs_are_OpenCVs()
    {
        foreach (var expected in Golden.GetProperty("discs").EnumerateArray())
        {
            var disc = Disc.Of(expected.GetProperty("radius").GetInt32());
            disc.First.ToArray().ShouldBe(expected.GetProperty("first").EnumerateArray().Select(value => value.GetInt32()), $"radius {disc.Radius}");
            disc.Last.ToArray().ShouldBe(expected.GetProperty("last").EnumerateArray().Select(value => value.GetInt32()), $"radius {disc.Radius}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_same_mouse_events_give_the_original_s_masks(int result)
    {
        var folder = Repository.File("tests", "golden", "original-0.6.2-portable", "annot");
        var recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "strokes.json"))).RootElement;
        var expected = recorded.GetProperty("results")[result];
        var (width, height) = (expected.GetProperty("size")[0].GetInt32(), expected.GetProperty("size")[1].GetInt32());
        var window = recorded.GetProperty("window").EnumerateArray().Select(value => value.GetInt32()).ToArray();
        var brush = Brush.For(window.Max(), null, recorded.GetProperty("bar").GetInt32(), width, height);
        (brush.WindowWidth, brush.WindowHeight).ShouldBe((window[0], window[1]));
        var mask = new LabelMask(width, height, (byte)recorded.GetProperty("background_id").GetInt32());
        var labels = recorded.GetProperty("labels").EnumerateArray().Select(value => value.GetInt32()).ToArray();
        var (label, size, points) = (labels[0], recorded.GetProperty("default_brush_radius").GetInt32(), new List<int>());
        foreach (var one in recorded.GetProperty("events").EnumerateArray())
        {
            var (kind, first) = (one[0].GetString(), one[1].GetInt32());
            switch (kind)
            {
                case "label":
                    label = labels[first];
                    break;
                case "wheel+":
                    size = Brush.Larger(size);
                    break;
                case "wheel-":
                    size = Brush.Smaller(size);
                    break;
                case "up":
                    points.Clear();
                    break;
                default:
                    var (x, y) = brush.PixelAt(first, one[2].GetInt32());
                    points.AddRange([x, y]);
                    Strokes.Paint(mask, points.TakeLast(4).ToArray(), brush.RadiusOf(size), (byte)(kind == "left" ? label : 0), []);
                    break;
            }
        }

        size.ShouldBe(expected.GetProperty("brush").GetInt32());
        var file = File.ReadAllBytes(Path.Combine(folder, expected.GetProperty("mask").GetString()!));
        using var golden = ImageCodec.Decode(file, DecodeMode.Unchanged);
        mask.Pixels.ShouldBePixels(golden.data<byte>().ToArray());

        // And what is stored are the same bytes.
        using var image = torch.tensor(mask.Pixels, [height, width]);
        ImageCodec.Encode(image, ".png").ShouldBe(file);
    }

    [Fact]
    public void Size_1_is_one_pixel_and_small_masks_still_get_a_radius()
    {
        var brush = Brush.For(1000, null, 50, 200, 150);
        brush.RadiusOf(1).ShouldBe(0);
        brush.RadiusOf(2).ShouldBe(1);
        brush.RadiusOf(10).ShouldBe(2);
        Brush.For(1000, null, 50, 1500, 1000).RadiusOf(3).ShouldBe(4);
        Brush.For(0, (500, 400), 50, 1000, 800).RadiusOf(7).ShouldBe(14);
        var (mask, changes) = (new LabelMask(9, 9), new List<PixelRun>());
        Strokes.Paint(mask, [4, 4], brush.RadiusOf(1), 255, changes);
        changes.ShouldBe([new((4 * 9) + 4, 1, 0, 255)]);
    }

    [Fact]
    public void The_first_pixel_and_the_last_are_painted_and_none_beyond_the_edge()
    {
        var mask = new LabelMask(5, 4);
        Strokes.Paint(mask, [0, 0], 0, 1, []);
        Strokes.Paint(mask, [4, 3], 0, 2, []);
        Strokes.Paint(mask, [-30, -30], 5, 9, []);
        Strokes.Paint(mask, [40, 40, 60, 70], 9, 9, []);
        (mask.Pixels[0], mask.Pixels[^1], mask.Pixels.Count(value => value == 0)).ShouldBe(((byte)1, (byte)2, 18));
    }

    [Fact]
    public void Floods_are_OpenCVs()
    {
        foreach (var one in Golden.GetProperty("floods").EnumerateArray())
        {
            var mask = new LabelMask(one.GetProperty("width").GetInt32(), one.GetProperty("height").GetInt32(), [.. one.GetProperty("before").EnumerateArray().Select(value => value.GetByte())]);
            Fills.Flood(mask, one.GetProperty("x").GetInt32(), one.GetProperty("y").GetInt32(), 7, []);
            mask.Pixels.ShouldBePixels(one.GetProperty("after").EnumerateArray().Select(value => value.GetByte()));
        }
    }
}
