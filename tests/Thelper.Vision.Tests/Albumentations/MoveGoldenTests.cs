using System.Text.Json;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Albumentations;

namespace Thelper.Vision.Tests.Albumentations;

/// <summary>Spatial-level operations with their draws fixed, against OpenCV and NumPy; the expectations come from tools/golden/albumentations_moves.py.</summary>
[NoLeaks]
public class MoveGoldenTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "albumentations", "moves.json"))).RootElement;

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
            var scene = new Scene(image.shape[0], image.shape[1]);

            var warp = WarpOf(name, scene, c.GetProperty("params"), c.GetProperty("draw"));

            var what = $"{name} {c.GetProperty("params")} {c.GetProperty("draw").ToString()[..Math.Min(80, c.GetProperty("draw").ToString().Length)]}";
            ShouldBeNear(warp.Image(image), GoldenArray.Tensor(c.GetProperty("expected")), c.GetProperty("exact").GetBoolean(), what);
            GoldenArray.ShouldMatch(image, before, 0, $"{what}: the input");
            if (c.TryGetProperty("mask", out var expected))
            {
                ShouldBeSame(warp.Labels(mask, 0), GoldenArray.Tensor(expected), c.GetProperty("exact").GetBoolean(), $"{what}: the mask");
            }
        }
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

    private static void ShouldBeSame(torch.Tensor actual, torch.Tensor expected, bool exact, string what)
    {
        string.Join(", ", actual.shape).ShouldBe(string.Join(", ", expected.shape), what);
        actual.ne(expected).sum().ToInt64().ShouldBeLessThanOrEqualTo(exact ? 0 : expected.numel() / 500, what);
    }

    private static Warp WarpOf(string name, Scene scene, JsonElement p, JsonElement draw)
    {
        int P(string key) => p.GetProperty(key).GetInt32();
        object? Optional(string key) => p.TryGetProperty(key, out var value) ? Plain(value) : null;
        double D(int i) => draw[i].GetDouble();
        long L(int i) => draw[i].GetInt64();
        (long, long, long, long)[] Holes() => [.. draw.EnumerateArray().Select(h => (h[0].GetInt64(), h[1].GetInt64(), h[2].GetInt64(), h[3].GetInt64()))];
        return name switch
        {
            "HorizontalFlip" => new HorizontalFlip().WarpOf(scene, true),
            "VerticalFlip" => new VerticalFlip().WarpOf(scene, true),
            "Flip" => new Flip().WarpOf(scene, draw.GetInt32()),
            "Transpose" => new Transpose().WarpOf(scene, true),
            "RandomRotate90" => new RandomRotate90().WarpOf(scene, draw.GetInt32()),
            "NoOp" => new NoOp().WarpOf(scene, true),
            "Crop" => new Crop(P("x_min"), P("y_min"), P("x_max"), P("y_max")).WarpOf(scene, true),
            "CenterCrop" => new CenterCrop(P("height"), P("width")).WarpOf(scene, true),
            "RandomCrop" => new RandomCrop(P("height"), P("width")).WarpOf(scene, (D(0), D(1))),
            "RandomCropFromBorders" => new RandomCropFromBorders().WarpOf(scene, (L(0), L(1), L(2), L(3))),
            "Resize" => new Resize(P("height"), P("width"), Optional("interpolation")).WarpOf(scene, true),
            "RandomResizedCrop" => new RandomResizedCrop(P("height"), P("width"), interpolation: Optional("interpolation")).WarpOf(scene, (L(0), L(1), L(2), L(3))),
            "RandomSizedCrop" => new RandomSizedCrop(Optional("min_max_height"), P("height"), P("width"), p.GetProperty("w2h_ratio").GetDouble()).WarpOf(scene, (draw[0].GetInt32(), D(1), D(2))),
            "RandomScale" => new RandomScale().WarpOf(scene, draw.GetDouble()),
            "LongestMaxSize" => new LongestMaxSize(Optional("max_size")).WarpOf(scene, draw.GetInt32()),
            "SmallestMaxSize" => new SmallestMaxSize(Optional("max_size")).WarpOf(scene, draw.GetInt32()),
            "PadIfNeeded" => new PadIfNeeded(P("min_height"), P("min_width"), position: p.GetProperty("position").GetString()!).WarpOf(scene, (D(0), D(1))),
            "CropAndPad" => new CropAndPad(px: 0L, keepSize: p.GetProperty("keep_size").GetBoolean()).WarpOf(scene, (L(0), L(1), L(2), L(3), D(4), null)),
            "Rotate" => new Rotate(interpolation: Optional("interpolation"), borderMode: Optional("border_mode"), value: Optional("value")).WarpOf(scene, draw.GetDouble()),
            "SafeRotate" => new SafeRotate().WarpOf(scene, draw.GetDouble()),
            "ShiftScaleRotate" => new ShiftScaleRotate().WarpOf(scene, (D(0), D(1), D(2), D(3))),
            "Affine" => new Affine().WarpOf(scene, (D(0), D(1), D(2), D(3), D(4), D(5), D(6))),
            "Perspective" => new Perspective(keepSize: !p.TryGetProperty("keep_size", out _)).WarpOf(scene, [.. draw.EnumerateArray().Select(x => x.GetDouble())]),
            "OpticalDistortion" => new OpticalDistortion().WarpOf(scene, (D(0), draw[1].GetInt32(), draw[2].GetInt32())),
            "GridDistortion" => new GridDistortion(P("num_steps")).WarpOf(scene, (Doubles(draw[0]), Doubles(draw[1]))),
            "ElasticTransform" => new ElasticTransform(p.GetProperty("alpha").GetDouble(), p.GetProperty("sigma").GetDouble(), p.GetProperty("alpha_affine").GetDouble())
                .WarpOf(scene, (Doubles(draw[0]), GoldenArray.Tensor(draw[1]), GoldenArray.Tensor(draw[2]))),
            "RandomGridShuffle" => new RandomGridShuffle(Optional("grid")).WarpOf(scene, [.. draw.EnumerateArray().Select(x => x.GetInt32())]),
            "CoarseDropout" => new CoarseDropout(fillValue: Optional("fill_value"), maskFillValue: 5).WarpOf(scene, Holes()),
            "GridDropout" => new GridDropout(fillValue: Optional("fill_value"), maskFillValue: 5).WarpOf(scene, Holes()),
            "Cutout" => new Cutout(fillValue: Optional("fill_value")).WarpOf(scene, Holes()),
            _ => throw new InvalidOperationException($"No case for {name}."),
        };
    }

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(x => x.GetDouble())];

    private static object? Plain(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Plain).ToList() : value.GetInt64();
}
