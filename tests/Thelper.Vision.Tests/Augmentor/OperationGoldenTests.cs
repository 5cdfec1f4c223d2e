using System.Text.Json;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Augmentor;

namespace Thelper.Vision.Tests.Augmentor;

/// <summary>Augmentor's operations with their draws fixed, against Pillow; the expectations come from tools/golden/augmentor.py.</summary>
[NoLeaks]
public class OperationGoldenTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "augmentor", "operations.json"))).RootElement;

    public static TheoryData<string> Operations => [.. Golden.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("op").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_gives_the_reference_result(string name)
    {
        foreach (var c in Golden.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("op").GetString() == name))
        {
            using var scope = torch.NewDisposeScope();
            var (image, mask) = (GoldenArray.Tensor(Golden.GetProperty("image")), GoldenArray.Tensor(Golden.GetProperty("mask")));
            var before = image.clone();
            var what = $"{name} {c.GetProperty("params")} {c.GetProperty("draw")}";

            var result = Result(name, image, c.GetProperty("params"), c.GetProperty("draw"), out var warp);

            ShouldBeNear(result, GoldenArray.Tensor(c.GetProperty("expected")), c.GetProperty("exact").GetBoolean(), what);
            GoldenArray.ShouldMatch(image, before, 0, $"{what}: the input");
            if (c.TryGetProperty("mask", out var expected))
            {
                var labels = warp!.Labels(mask, 0);
                string.Join(", ", labels.shape).ShouldBe(string.Join(", ", GoldenArray.Tensor(expected).shape), what);
                labels.ne(GoldenArray.Tensor(expected)).sum().ToInt64().ShouldBeLessThanOrEqualTo(c.GetProperty("exact").GetBoolean() ? 0 : labels.numel() / 250, $"{what}: the mask");
            }
        }
    }

    [Fact]
    public void Every_operation_has_a_case_and_random_erasing_its_own_test() =>
        typeof(IAugmentorOperation).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IAugmentorOperation)))
            .Select(type => ((TypeNameAttribute)Attribute.GetCustomAttribute(type, typeof(TypeNameAttribute))!).Name["Augmentor.".Length..])
            .ShouldBe(Operations.Select(row => row.Data).Append("random_erasing"), ignoreOrder: true);

    [Fact]
    public void The_deviation_of_a_gaussian_distortion_is_the_documented_surface()
    {
        foreach (var c in Golden.GetProperty("surfaces").EnumerateArray())
        {
            var operation = new GaussianDistortion(
                1, 4, 4, c.GetProperty("magnitude").GetDouble(), c.GetProperty("corner").GetString()!, c.GetProperty("method").GetString()!, mey: c.GetProperty("mey").GetDouble(), sdy: c.GetProperty("sdy").GetDouble());
            foreach (var value in c.GetProperty("values").EnumerateArray())
            {
                operation.Deviation(value[0].GetDouble(), value[1].GetDouble()).ShouldBe(value[2].GetDouble(), 1e-9, c.ToString());
            }
        }
    }

    [Fact]
    public void Random_erasing_fills_its_rectangle_with_noise_and_nothing_else()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.full([60, 80, 3], 255, torch.uint8);
        var operation = new RandomErasing(1, 0.5);
        var draw = operation.DrawParameters(new Scene(60, 80), TransformRandom.For(3, 0, 0));
        var result = operation.Change(image, draw);
        // Noise is 0 to 254.
        var there = result.ne(255);
        there.sum().ToInt64().ShouldBe(draw.Height * draw.Width * 3);
        there.narrow(0, draw.Top, draw.Height).narrow(1, draw.Left, draw.Width).all().ToBoolean().ShouldBeTrue();
        result.narrow(0, draw.Top, draw.Height).narrow(1, draw.Left, draw.Width).to(torch.float64).mean().ToDouble().ShouldBe(127, 4 * 73.6 / Math.Sqrt(draw.Height * draw.Width * 3));
        torch.equal(operation.Change(image, draw), result).ShouldBeTrue();
    }

    // The same numbers in another order of additions may round the other way in a pixel of a thousand.
    private static void ShouldBeNear(torch.Tensor actual, torch.Tensor expected, bool exact, string what)
    {
        if (exact)
        {
            GoldenArray.ShouldMatch(actual, expected, 0, what);
            return;
        }

        $"{actual.dtype} [{string.Join(", ", actual.shape)}]".ShouldBe($"{expected.dtype} [{string.Join(", ", expected.shape)}]", what);
        var off = (actual.to(torch.float64) - expected.to(torch.float64)).abs();
        off.gt(1.0).sum().ToInt64().ShouldBeLessThanOrEqualTo(expected.numel() / 1000, $"{what}: the furthest is {off.max().ToDouble()}");
    }

    private static torch.Tensor Result(string name, torch.Tensor image, JsonElement p, JsonElement draw, out Warp? warp)
    {
        var scene = new Scene(image.shape[0], image.shape[1]);
        double D(int i) => draw[i].GetDouble();
        warp = name switch
        {
            "rotate" => new Rotate(1, 25, 25).WarpOf(scene, draw.GetInt32()),
            "rotate_without_crop" => new RotateWithoutCrop(1, 180, 180, p.GetProperty("expand").GetBoolean(), Optional(p, "fillcolor"), Optional(p, "mask_fillcolor") is long fill ? fill : null).WarpOf(scene, draw.GetInt32()),
            "rotate90" => new Rotate90(1).WarpOf(scene, new Rotate90(1).DrawParameters(scene, TransformRandom.For(0, 0, 0))),
            "rotate180" => new Rotate180(1).WarpOf(scene, new Rotate180(1).DrawParameters(scene, TransformRandom.For(0, 0, 0))),
            "rotate270" => new Rotate270(1).WarpOf(scene, new Rotate270(1).DrawParameters(scene, TransformRandom.For(0, 0, 0))),
            "rotate_random_90" => new RotateRandom90(1).WarpOf(scene, draw.GetInt32()),
            "flip_left_right" => new FlipLeftRight(1).WarpOf(scene, new FlipLeftRight(1).DrawParameters(scene, TransformRandom.For(0, 0, 0))),
            "flip_top_bottom" => new FlipTopBottom(1).WarpOf(scene, new FlipTopBottom(1).DrawParameters(scene, TransformRandom.For(0, 0, 0))),
            "flip_random" => new FlipRandom(1).WarpOf(scene, draw.GetBoolean()),
            "zoom" => new Zoom(1, 0.5, 2).WarpOf(scene, draw.GetDouble()),
            "zoom_random" => new ZoomRandom(1, 0.5).WarpOf(scene, Box()),
            "crop_random" => new CropRandom(1, 0.5).WarpOf(scene, Box()),
            "crop_centre" => new CropCentre(1, 0.5).WarpOf(scene, Box()),
            "crop_by_size" => new CropBySize(1, p.GetProperty("width").GetInt32(), p.GetProperty("height").GetInt32()) is var crop
                ? crop.WarpOf(scene, p.GetProperty("width").GetInt32() > image.shape[1] ? (0, 0) : crop.DrawParameters(scene, TransformRandom.For(0, 0, 0)))
                : null,
            "resize" => new Resize(1, 40, 70, p.GetProperty("resample_filter").GetString()!).WarpOf(scene, (draw[0].GetInt32(), draw[1].GetInt32())),
            "scale" => new Scale(1, 1.7).WarpOf(scene, draw.GetDouble()),
            "skew" => new Skew(1).WarpOf(scene, (draw[0].GetInt32(), draw[1].GetInt32())),
            "skew_tilt" => new SkewTilt(1).WarpOf(scene, (draw[0].GetInt32(), draw[1].GetInt32())),
            "skew_left_right" => new SkewLeftRight(1).WarpOf(scene, (draw[0].GetInt32(), draw[1].GetInt32())),
            "skew_top_bottom" => new SkewTopBottom(1).WarpOf(scene, (draw[0].GetInt32(), draw[1].GetInt32())),
            "skew_corner" => new SkewCorner(1).WarpOf(scene, (draw[0].GetInt32(), draw[1].GetInt32())),
            "shear" => new Shear(1, 25, 25).WarpOf(scene, (draw[0].GetInt32(), draw[1].GetBoolean())),
            "random_distortion" => new RandomDistortion(1, 4, 3, 5).WarpOf(scene, Shifts()),
            "gaussian_distortion" => new GaussianDistortion(1, 2, 4, 5, "bell", "in").WarpOf(scene, Shifts()),
            _ => null,
        };
        if (warp is not null)
        {
            return warp.Image(image);
        }

        return name switch
        {
            "histogram_equalisation" => new HistogramEqualisation().Change(image, true),
            "greyscale" => new Greyscale(1).Change(image, true),
            "invert" => new Invert(1).Change(image, true),
            "black_and_white" => new BlackAndWhite(1, p.GetProperty("threshold").GetDouble()).Change(image, true),
            "random_brightness" => new RandomBrightness(1, 0, 2).Change(image, draw.GetDouble()),
            "random_color" => new RandomColor(1, 0, 2).Change(image, draw.GetDouble()),
            "random_contrast" => new RandomContrast(1, 0, 2).Change(image, draw.GetDouble()),
            "hsv_shifting" => new HsvShifting(1, 0.1, 0.1, 0.1, 0.1, 0.1).Change(image, (D(0), D(1), D(2), D(3), D(4))),
            _ => throw new InvalidOperationException($"No case for {name}."),
        };

        (long, long, long, long) Box() => (draw[0].GetInt64(), draw[1].GetInt64(), draw[2].GetInt64(), draw[3].GetInt64());
        (double X, double Y)[] Shifts() => [.. draw.EnumerateArray().Select(shift => (shift[0].GetDouble(), shift[1].GetDouble()))];
    }

    private static object? Optional(JsonElement p, string key) => !p.TryGetProperty(key, out var value) ? null
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => (object?)item.GetInt64()).ToList()
        : value.GetInt64();
}
