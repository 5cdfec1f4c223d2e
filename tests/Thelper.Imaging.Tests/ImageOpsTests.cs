using System.Text.Json;
using System.Threading.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Imaging.Tests;

[NoLeaks]
public class ImageOpsTests
{
    [Theory]
    [InlineData("resize", 63)]
    [InlineData("scale", 12)]
    [InlineData("pad", 30)]
    [InlineData("crop", 54)]
    [InlineData("warp", 72)]
    [InlineData("color", 21)]
    [InlineData("flip", 15)]
    [InlineData("polygons", 5)]
    public void Results_are_those_of_OpenCV(string operation, int atLeast)
    {
        var cases = ImagingGolden.Cases(operation);
        cases.Count.ShouldBeGreaterThanOrEqualTo(atLeast);
        foreach (var c in cases)
        {
            using var scope = torch.NewDisposeScope();
            var source = GoldenArray.Tensor(ImagingGolden.Input(c.GetProperty("input").GetString()!));
            var expected = GoldenArray.Tensor(c.GetProperty("expected"));
            var tolerance = source.is_floating_point() ? 1e-5 : 0;
            GoldenArray.ShouldMatch(Run(c, source), expected, tolerance, Describe(c));
        }
    }

    [Fact]
    public void A_window_of_an_image_is_processed_where_it_lies()
    {
        using var scope = torch.NewDisposeScope();
        var image = GoldenArray.Tensor(ImagingGolden.Input("u8c3"));
        var window = ImageOps.SafeCrop(image, 2, 1, 9, 6);
        window.DataPointer.ShouldBe(image.DataPointer + ((1 * 10) + 2) * 3);
        GoldenArray.ShouldMatch(ImageOps.Resize(window, 11, 9), ImageOps.Resize(window.contiguous(), 11, 9), 0, "resize");
        GoldenArray.ShouldMatch(
            ImageOps.Pad(window, 1, 1, 1, 1, BorderMode.Reflect101), ImageOps.Pad(window.contiguous(), 1, 1, 1, 1, BorderMode.Reflect101), 0, "pad");
    }

    [Fact]
    public void Images_are_made_in_main_memory_whatever_the_default_device()
    {
        using var scope = torch.NewDisposeScope();
        var (image, grey) = (GoldenArray.Tensor(ImagingGolden.Input("u8c3")), torch.eye(9).to(torch.uint8));
        Func<torch.Tensor>[] makers =
        [
            () => ImageCodec.Decode(ImagingGolden.Bytes("photo.jpg")), () => ImageCodec.Decode(ImagingGolden.Bytes("color.png")), () => ImageOps.Resize(image, 7, 5),
            () => ImageOps.ConvertColor(image, ColorConversion.BgrToGray), () => ImageOps.ConvertColor(image, ColorConversion.BgrToRgb), () => ImageOps.SelectChannels(image, [2, 0]),
            () => ImageFilters.Blur(image, 3, 3), () => ImageFilters.Distance(grey), () => ImageDrawing.JetColors(grey),
        ];
        var expected = Array.ConvertAll(makers, make => make());
        torch.Tensor[] actual;
        torch.set_default_device("meta");
        try
        {
            actual = Array.ConvertAll(makers, make => make());
        }
        finally
        {
            torch.set_default_device(torch.CPU);
        }

        for (var i = 0; i < makers.Length; i++)
        {
            GoldenArray.ShouldMatch(actual[i], expected[i], 0, $"operation {i}");
        }
    }

    [Fact]
    public void A_tensor_in_another_memory_order_gives_the_same_result()
    {
        using var scope = torch.NewDisposeScope();
        var image = GoldenArray.Tensor(ImagingGolden.Input("f32c3"));
        var planes = image.permute(2, 0, 1).contiguous().permute(1, 2, 0);
        planes.is_contiguous().ShouldBeFalse();
        GoldenArray.ShouldMatch(ImageOps.Flip(planes, FlipAxis.Horizontal), ImageOps.Flip(image, FlipAxis.Horizontal), 0, "flip");
    }

    [Fact]
    public void Several_threads_work_at_once()
    {
        var image = GoldenArray.Tensor(ImagingGolden.Input("u8c3"));
        var expected = ImageOps.Resize(image, 64, 48);
        Parallel.For(0, 64, _ =>
        {
            using var resized = ImageOps.Resize(image, 64, 48);
            GoldenArray.ShouldMatch(resized, expected, 0, "resize");
        });
        image.Dispose();
        expected.Dispose();
    }

    [Fact]
    public void Errors_name_the_operation_and_what_is_wrong()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.zeros([4, 5, 3], torch.ScalarType.Byte);
        Message(() => ImageOps.Resize(image, 0, 3)).ShouldBe("resize: a width and a height above 0 are needed, got 0×3");
        Message(() => ImageOps.Scale(image, 0.01, 1)).ShouldBe("resize: the factors 0.01 and 1 make no image out of one of shape [4, 5, 3]");
        Message(() => ImageOps.Resize(torch.zeros([4], torch.ScalarType.Byte), 2, 2)).ShouldBe("resize: an image has the shape H×W or H×W×C, but this tensor has [4]");
        Message(() => ImageOps.Resize(torch.zeros([4, 0, 3], torch.ScalarType.Byte), 2, 2)).ShouldBe("resize: the image of shape [4, 0, 3] is empty or too large");
        Message(() => ImageOps.Flip(torch.zeros([4, 5], torch.ScalarType.Int64), FlipAxis.Both)).ShouldContain("but this tensor is Int64; convert it first");
        Message(() => ImageOps.SafeCrop(image, 3, 0, 3, 2)).ShouldBe("crop: the rectangle from (3, 0) to (3, 2) is empty");
        Message(() => ImageOps.Pad(image, -1, 0, 0, 0)).ShouldContain("is negative or too large");
        Message(() => ImageOps.Pad(image, 1, 0, 0, 0, BorderMode.Constant, 1, 2, 3, 4, 5)).ShouldContain("at most four numbers, got 5");
        Message(() => ImageOps.WarpAffine(image, [1, 0, 0], 2, 2)).ShouldBe("warp affine: the matrix has 2×3 numbers, got 3");
        var color = Message(() => ImageOps.ConvertColor(torch.zeros([4, 5], torch.ScalarType.Byte), ColorConversion.BgrToGray));
        color.ShouldStartWith("convert color: ");
        color.ShouldNotContain(".cpp");
    }

    private static string Message(Action action) => Should.Throw<ImageException>(action).Message;

    private static torch.Tensor Run(JsonElement c, torch.Tensor source)
    {
        var value = c.TryGetProperty("value", out var v) ? Doubles(v) : [];
        switch (c.GetProperty("op").GetString())
        {
            case "resize":
                return ImageOps.Resize(source, Int(c, "width"), Int(c, "height"), (Interpolation)Int(c, "interpolation"));
            case "scale":
                return ImageOps.Scale(source, c.GetProperty("fx").GetDouble(), c.GetProperty("fy").GetDouble(), (Interpolation)Int(c, "interpolation"));
            case "pad":
                var sides = Doubles(c.GetProperty("sides"));
                return ImageOps.Pad(source, (long)sides[0], (long)sides[1], (long)sides[2], (long)sides[3], (BorderMode)Int(c, "border"), value);
            case "crop":
                var box = Doubles(c.GetProperty("box"));
                return ImageOps.SafeCrop(source, (long)box[0], (long)box[1], (long)box[2], (long)box[3], (BorderMode)Int(c, "border"), value);
            case "warp":
                return ImageOps.WarpAffine(
                    source, Doubles(c.GetProperty("matrix")), Int(c, "width"), Int(c, "height"), Int(c, "flags"), (BorderMode)Int(c, "border"), value);
            case "color":
                return ImageOps.ConvertColor(source, (ColorConversion)Int(c, "code"));
            case "flip":
                return ImageOps.Flip(source, (FlipAxis)Int(c, "axis"));
            default:
                var polygons = c.GetProperty("polygons").EnumerateArray().Select(polygon => Doubles(polygon).Select(x => (int)x).ToArray()).ToArray();
                ImageOps.FillPolygons(source, polygons, Doubles(c.GetProperty("color")), c.GetProperty("smooth").GetBoolean(), Int(c, "shift"));
                return source;
        }
    }

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetDouble())];

    private static string Describe(JsonElement c) => string.Join(
        ", ", c.EnumerateObject().Where(property => property.Name != "expected").Select(property => $"{property.Name}={property.Value}"));
}
