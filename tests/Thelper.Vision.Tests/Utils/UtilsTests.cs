using System.Text.Json;
using Thelper.Imaging;
using Thelper.Testing;
using static Thelper.Torch.torch;
using IO = Thelper.Vision.torchvision.io;
using U = Thelper.Vision.torchvision.utils;

namespace Thelper.Vision.Tests.Utils;

/// <summary>Pictures by <c>torchvision.utils</c> and <c>torchvision.io</c> against torchvision's (<c>tools/golden/vision_utils.py</c>).</summary>
[NoLeaks]
public sealed class UtilsTests : IDisposable
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "utils.json"))).RootElement;
    private readonly string folder = Directory.CreateTempSubdirectory("utils").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Grids_are_torchvisions()
    {
        foreach (var item in Golden.GetProperty("grids").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var options = item.GetProperty("options");
            (double, double)? range = options.TryGetProperty("value_range", out var limits) ? (limits[0].GetDouble(), limits[1].GetDouble()) : null;
            var grid = U.make_grid(
                GoldenArray.Tensor(item.GetProperty("input")), Number(options, "nrow", 8), Number(options, "padding", 2), Flag(options, "normalize"), range, Flag(options, "scale_each"),
                options.TryGetProperty("pad_value", out var pad) ? pad.GetDouble() : 0);
            GoldenArray.ShouldMatch(grid, GoldenArray.Tensor(item.GetProperty("expected")), 1e-6, options.ToString());
        }
    }

    [Fact]
    public void Grids_of_lists_and_files_of_grids()
    {
        using var scope = NewDisposeScope();
        var saved = Golden.GetProperty("saved");
        var images = GoldenArray.Tensor(saved.GetProperty("input"));
        Same(U.make_grid(images.unbind(), nrow: 2), U.make_grid(images, nrow: 2));
        var path = Path.Combine(folder, "a.png");
        U.save_image(images, path, nrow: 2);
        GoldenArray.ShouldMatch(IO.read_image(path), GoldenArray.Tensor(saved.GetProperty("expected")), 0, "saved");
        U.save_image(images, Path.Combine(folder, "noending"), "png");
        IO.read_image(Path.Combine(folder, "noending")).shape[0].ShouldBe(3);
        Should.Throw<ImageException>(() => U.save_image(images, Path.Combine(folder, "none", "a.png"))).Message.ShouldContain("cannot write");
    }

    [Fact]
    public void Boxes_are_Pillows()
    {
        foreach (var item in Golden.GetProperty("boxes").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var options = item.GetProperty("options");
            var drawn = U.draw_bounding_boxes(
                GoldenArray.Tensor(item.GetProperty("image")), GoldenArray.Tensor(item.GetProperty("boxes")), null, Colors(options), Flag(options, "fill"), Number(options, "width", 1));
            GoldenArray.ShouldMatch(drawn, GoldenArray.Tensor(item.GetProperty("expected")), 0, options.ToString());
        }
    }

    [Fact]
    public void Masks_are_torchvisions()
    {
        foreach (var item in Golden.GetProperty("masks").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var options = item.GetProperty("options");
            var drawn = U.draw_segmentation_masks(
                GoldenArray.Tensor(item.GetProperty("image")), GoldenArray.Tensor(item.GetProperty("masks")), options.TryGetProperty("alpha", out var alpha) ? alpha.GetDouble() : 0.8, Colors(options));
            GoldenArray.ShouldMatch(drawn, GoldenArray.Tensor(item.GetProperty("expected")), 0, options.ToString());
        }
    }

    [Fact]
    public void Key_points_are_Pillows()
    {
        foreach (var item in Golden.GetProperty("points").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var radius = item.GetProperty("radius").GetInt32();
            var drawn = U.draw_keypoints(GoldenArray.Tensor(item.GetProperty("image")), GoldenArray.Tensor(item.GetProperty("points")), null, "red", radius);
            GoldenArray.ShouldMatch(drawn, GoldenArray.Tensor(item.GetProperty("expected")), 0, $"radius {radius}");
        }
    }

    [Fact]
    public void Lines_and_labels_are_drawn()
    {
        using var scope = NewDisposeScope();
        var image = zeros([3, 30, 40], ScalarType.Byte);
        var lines = U.draw_keypoints(image, tensor(new float[] { 5, 5, 30, 5 }).view(1, 2, 2), [(0, 1)], colors: null, width: 1);
        lines.narrow(1, 5, 1).narrow(2, 5, 26).eq(255).all().ToBoolean().ShouldBeTrue();
        lines.to(ScalarType.Int64).sum().ToInt64().ShouldBe(26 * 3 * 255);
        var labelled = U.draw_bounding_boxes(image, tensor(new float[] { 2, 2, 38, 28 }).view(1, 4), ["cat"], ["red"]);
        labelled[0].narrow(0, 4, 12).narrow(1, 4, 30).to(ScalarType.Int64).sum().ToInt64().ShouldBeGreaterThan(0);
        labelled[1].to(ScalarType.Int64).sum().ToInt64().ShouldBe(0);
    }

    [Fact]
    public void Flows_are_torchvisions()
    {
        foreach (var item in Golden.GetProperty("flows").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var (actual, expected) = (U.flow_to_image(GoldenArray.Tensor(item.GetProperty("input"))), GoldenArray.Tensor(item.GetProperty("expected")));
            actual.shape.ShouldBe(expected.shape);

            // A value just below a whole one may be cut the other way.
            (actual.to(ScalarType.Int64) - expected.to(ScalarType.Int64)).abs().max().ToInt64().ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public void Files_are_decoded_in_every_mode()
    {
        foreach (var item in Golden.GetProperty("files").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var name = item.GetProperty("name").GetString()!;
            foreach (var mode in item.GetProperty("modes").EnumerateObject())
            {
                var decoded = IO.decode_image(GoldenArray.Tensor(item.GetProperty("data")), Enum.Parse<IO.ImageReadMode>(mode.Name));

                // Of a palette torchvision hands out packed numbers, and beside transparency rows that run into each other; here its colours are read, all opaque.
                var (isPalette, hasAlpha) = (name == "palette.png", mode.Name.EndsWith("ALPHA", StringComparison.Ordinal));
                var source = !isPalette ? mode.Name : mode.Name.StartsWith("GRAY", StringComparison.Ordinal) ? "GRAY" : "RGB";
                var expected = GoldenArray.Tensor(item.GetProperty("modes").GetProperty(source));
                expected = isPalette && hasAlpha ? cat([expected, full_like(expected.narrow(0, 0, 1), 255)]) : expected;
                decoded.shape.ShouldBe(expected.shape, $"{name} as {mode.Name}");

                // Grey of a coloured PNG is rounded by its decoder.
                var most = name.EndsWith("png", StringComparison.Ordinal) && mode.Name.StartsWith("GRAY", StringComparison.Ordinal) ? 1 : 0;
                (decoded.to(ScalarType.Int64) - expected.to(ScalarType.Int64)).abs().max().ToInt64().ShouldBeLessThanOrEqualTo(most, $"{name} as {mode.Name}");
            }
        }
    }

    [Fact]
    public void What_is_encoded_comes_back()
    {
        foreach (var item in Golden.GetProperty("jpeg").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var picture = GoldenArray.Tensor(item.GetProperty("input"));
            var encoded = IO.encode_jpeg(picture, item.GetProperty("quality").GetInt32());
            GoldenArray.ShouldMatch(IO.decode_jpeg(encoded), GoldenArray.Tensor(item.GetProperty("decoded")), 0, $"quality {item.GetProperty("quality")}");
            GoldenArray.ShouldMatch(IO.decode_png(IO.encode_png(picture, 9)), picture, 0, "png");
            var (png, jpeg) = (Path.Combine(folder, "a.png"), Path.Combine(folder, "a.jpg"));
            IO.write_png(picture, png);
            GoldenArray.ShouldMatch(IO.read_image(png), picture, 0, "png");
            IO.write_jpeg(picture, jpeg, item.GetProperty("quality").GetInt32());
            GoldenArray.ShouldMatch(IO.read_file(jpeg), encoded, 0, "bytes");
            IO.write_file(png, encoded);
            GoldenArray.ShouldMatch(IO.read_file(png), encoded, 0, "bytes");
        }
    }

    [Fact]
    public void Mistakes_are_said()
    {
        using var scope = NewDisposeScope();
        var image = zeros([3, 4, 4], ScalarType.Byte);
        Message(() => U.make_grid(zeros(2))).ShouldContain("takes (B, C, H, W)");
        Message(() => U.draw_bounding_boxes(image.@float(), zeros(1, 4))).ShouldContain("an image of bytes (1 or 3, H, W)");
        Message(() => U.draw_bounding_boxes(image, tensor(new float[] { 3, 0, 1, 1 }).view(1, 4))).ShouldContain("box 0 is [3, 0, 1, 1]");
        Message(() => U.draw_bounding_boxes(image, zeros(2, 4), ["a"])).ShouldContain("2 boxes and 1 labels");
        Message(() => U.draw_bounding_boxes(image, zeros(3, 4), null, ["red", "blue"])).ShouldContain("3 things to draw and 2 colours");
        Message(() => U.draw_bounding_boxes(image, zeros(1, 4), null, ["reddish"])).ShouldContain("'reddish' is no colour");
        Message(() => U.draw_segmentation_masks(image, zeros(1, 4, 5).@bool())).ShouldContain("bool masks (N, 4, 4)");
        Message(() => U.draw_keypoints(image, zeros(1, 2, 2), [(0, 2)])).ShouldContain("there are 2 points");
        Message(() => U.flow_to_image(zeros(3, 4, 4))).ShouldContain("float32 (2, H, W)");
        Message(() => IO.encode_jpeg(image, 0)).ShouldContain("1 to 100, not 0");
        Message(() => IO.encode_png(zeros([4, 2, 2], ScalarType.Byte))).ShouldContain("bytes (1 or 3, H, W)");
        Should.Throw<ImageException>(() => IO.read_image(Path.Combine(folder, "none.png")));
        Should.Throw<ImageException>(() => IO.decode_image(zeros([9], ScalarType.Byte)));
    }

    private static string Message(Action action) => Should.Throw<UserErrorException>(action).Message;

    private static void Same(Tensor actual, Tensor expected) => GoldenArray.ShouldMatch(actual, expected, 0, "grid");

    private static int Number(JsonElement options, string name, int otherwise) => options.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;

    private static bool Flag(JsonElement options, string name) => options.TryGetProperty(name, out var value) && value.GetBoolean();

    private static IReadOnlyList<string>? Colors(JsonElement options) => !options.TryGetProperty("colors", out var value) ? null
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!] : [.. value.EnumerateArray().Select(one => one.GetString()!)];
}
