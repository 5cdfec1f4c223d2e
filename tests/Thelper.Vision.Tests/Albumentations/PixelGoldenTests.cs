using System.Text.Json;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Albumentations;

namespace Thelper.Vision.Tests.Albumentations;

/// <summary>Pixel-level operations with their draws fixed, against OpenCV and NumPy; the expectations come from tools/golden/albumentations_pixels.py.</summary>
[NoLeaks]
public class PixelGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "albumentations");
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "pixels.json"))).RootElement;

    public static TheoryData<string> Operations => [.. Golden.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("op").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_gives_the_reference_result(string name)
    {
        foreach (var c in Golden.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("op").GetString() == name))
        {
            using var scope = torch.NewDisposeScope();
            var image = GoldenArray.Tensor(Golden.GetProperty("inputs").GetProperty(c.GetProperty("input").GetString()!));
            var before = image.clone();

            var result = Change(name, c.GetProperty("params"), c.GetProperty("draw"), image);

            var what = $"{name} {c.GetProperty("params")} on {c.GetProperty("input")}";
            ShouldBeNear(result, GoldenArray.Tensor(c.GetProperty("expected")), c.GetProperty("exact").GetBoolean(), what);
            GoldenArray.ShouldMatch(image, before, 0, $"{what}: the input");
        }
    }

    [Fact]
    public void Every_pixel_level_operation_is_there()
    {
        // Not compared: superpixels, which are our own; the order of axes alone; special cases of others.
        string[] others = ["Superpixels", "ToTensorV2", "JpegCompression", "RandomBrightness", "RandomContrast"];
        var tested = Golden.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("op").GetString()!).Distinct();
        var own = typeof(Blur).Assembly.GetExportedTypes().Where(IsPixelOperation).Select(type => type.Name);
        own.Order().ShouldBe(tested.Concat(others).Order());
    }

    // Real numbers of OpenCV are exact to a few units of their last place; what it computes in other steps than here may round the other way in a pixel of a thousand.
    private static void ShouldBeNear(torch.Tensor actual, torch.Tensor expected, bool exact, string what)
    {
        if (exact && !expected.is_floating_point())
        {
            GoldenArray.ShouldMatch(actual, expected, 0, what);
            return;
        }

        $"{actual.dtype} [{string.Join(", ", actual.shape)}]".ShouldBe($"{expected.dtype} [{string.Join(", ", expected.shape)}]", what);
        var off = (actual.to(torch.float64) - expected.to(torch.float64)).abs();
        var step = expected.dtype == torch.ScalarType.Byte ? 1.0 : 1e-5;
        var far = off.gt(step).sum().ToInt64();
        far.ShouldBeLessThanOrEqualTo(expected.numel() / 1000, $"{what}: {far} of {expected.numel()} values are further away than {step}; the furthest is {off.max().ToDouble()}");
        if (!expected.is_floating_point())
        {
            off.gt(0.0).sum().ToInt64().ShouldBeLessThanOrEqualTo(expected.numel() / 50, $"{what}: too many values differ");
        }
    }

    private static bool IsPixelOperation(Type type)
    {
        for (var at = type.IsAbstract ? null : type; at is not null; at = at.BaseType)
        {
            if (at.IsGenericType && at.GetGenericTypeDefinition() == typeof(PixelOperation<>))
            {
                return true;
            }
        }

        return false;
    }

    private static torch.Tensor Change(string name, JsonElement p, JsonElement draw, torch.Tensor image)
    {
        var flower = Path.Combine(Folder, "flower.png");
        double D(int i) => draw[i].GetDouble();
        int I(int i) => draw[i].GetInt32();
        double One() => draw.GetDouble();
        return name switch
        {
            "Blur" => new Blur().Change(image, draw.GetInt32()),
            "MedianBlur" => new MedianBlur().Change(image, draw.GetInt32()),
            "GaussianBlur" => new GaussianBlur().Change(image, (I(0), D(1))),
            "MotionBlur" => new MotionBlur().Change(image, (I(0), I(1), I(2), I(3), I(4))),
            "AdvancedBlur" => new AdvancedBlur().Change(image, (I(0), D(1), D(2), D(3), D(4), Doubles(draw[5]))),
            "Defocus" => new Defocus().Change(image, (I(0), D(1))),
            "ZoomBlur" => new ZoomBlur().Change(image, Doubles(draw)),
            "GlassBlur" => new GlassBlur(0.7, p.GetProperty("max_delta").GetInt32(), p.GetProperty("iterations").GetInt32(), mode: Text(p, "mode", "fast")).Change(image, Integers(draw)),
            "GaussNoise" => new GaussNoise().Change(image, GoldenArray.Tensor(draw)),
            "MultiplicativeNoise" => new MultiplicativeNoise().Change(image, GoldenArray.Tensor(draw)),
            "ISONoise" => new ISONoise().Change(image, (GoldenArray.Tensor(draw[0]), GoldenArray.Tensor(draw[1]))),
            "Sharpen" => new Sharpen().Change(image, (D(0), D(1))),
            "Emboss" => new Emboss().Change(image, (D(0), D(1))),
            "RingingOvershoot" => new RingingOvershoot().Change(image, (I(0), D(1))),
            "UnsharpMask" => new UnsharpMask(threshold: p.GetProperty("threshold").GetInt32()).Change(image, (I(0), D(1), D(2))),
            "Downscale" => new Downscale(interpolation: p.GetProperty("interpolation").EnumerateObject().ToDictionary(entry => entry.Name, entry => (object?)entry.Value.GetInt64()))
                .Change(image, One()),
            "PixelDropout" => new PixelDropout(dropValue: p.TryGetProperty("drop_value", out _) ? null : 0)
                .Change(image, (GoldenArray.Tensor(draw[0]), draw[1].ValueKind == JsonValueKind.Null ? null : GoldenArray.Tensor(draw[1]))),
            "InvertImg" => new InvertImg().Change(image, true),
            "ToFloat" => new ToFloat().Change(image, true),
            "FromFloat" => new FromFloat(Text(p, "dtype", "uint16")).Change(image, true),
            "Normalize" => new Normalize(maxPixelValue: p.GetProperty("max_pixel_value").GetDouble()).Change(image, true),
            "Solarize" => new Solarize().Change(image, One()),
            "Posterize" => new Posterize(p.GetProperty("num_bits") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(b => (object?)b.GetInt64()).ToList() : 4L)
                .Change(image, Integers(draw)),
            "RandomGamma" => new RandomGamma().Change(image, One()),
            "RandomToneCurve" => new RandomToneCurve().Change(image, (D(0), D(1))),
            "RandomBrightnessContrast" => new RandomBrightnessContrast(brightnessByMax: !p.TryGetProperty("brightness_by_max", out _)).Change(image, (D(0), D(1))),
            "RGBShift" => new RGBShift().Change(image, (D(0), D(1), D(2))),
            "HueSaturationValue" => new HueSaturationValue().Change(image, (D(0), D(1), D(2))),
            "ColorJitter" => new ColorJitter().Change(image, (D(0), D(1), D(2), D(3), Integers(draw[4]))),
            "CLAHE" => new CLAHE(tileGridSize: p.TryGetProperty("tile_grid_size", out var tiles) ? tiles.EnumerateArray().Select(side => (object?)side.GetInt64()).ToList() : null).Change(image, One()),
            "Equalize" => new Equalize(Text(p, "mode", "cv"), !p.TryGetProperty("by_channels", out _)).Change(image, true),
            "ChannelDropout" => new ChannelDropout(new List<object?> { 1L, 2L }, 9).Change(image, Integers(draw)),
            "ChannelShuffle" => new ChannelShuffle().Change(image, Integers(draw)),
            "ToGray" => new ToGray().Change(image, true),
            "ToRGB" => new ToRGB().Change(image, true),
            "ToSepia" => new ToSepia().Change(image, true),
            "ImageCompression" => new ImageCompression(compressionType: p.GetProperty("compression_type").GetInt64()).Change(image, draw.GetInt32()),
            "RandomShadow" => new RandomShadow().Change(image, [.. draw.EnumerateArray().Select(Integers)]),
            "RandomFog" => new RandomFog(alphaCoef: p.GetProperty("alpha_coef").GetDouble()).Change(image, (D(0), [.. draw[1].EnumerateArray().Select(Pair)])),
            "RandomRain" => new RandomRain(blurValue: p.GetProperty("blur_value").GetInt32()).Change(image, (I(0), I(1), [.. draw[2].EnumerateArray().Select(Pair)])),
            "RandomSnow" => new RandomSnow().Change(image, One()),
            "RandomSunFlare" => new RandomSunFlare(srcRadius: p.GetProperty("src_radius").GetInt32()).Change(image, (I(0), I(1), [.. draw[2].EnumerateArray().Select(Circle)])),
            "RandomGravel" => new RandomGravel().Change(image, [.. draw.EnumerateArray().Select(s => (s[0].GetInt32(), s[1].GetInt32(), s[2].GetInt32(), s[3].GetInt32(), s[4].GetInt32()))]),
            "Spatter" => new Spatter(mode: Text(p, "mode", "rain")).Change(image, (draw[0].GetString()!, D(1), D(2), D(3), GoldenArray.Tensor(draw[4]))),
            "FancyPCA" => new FancyPCA().Change(image, One()),
            "HistogramMatching" => new HistogramMatching(flower).Change(image, (0, D(1))),
            "FDA" => new FDA(flower).Change(image, (0, D(1))),
            "PixelDistributionAdaptation" => new PixelDistributionAdaptation(flower, transformType: Text(p, "transform_type", "pca")).Change(image, (0, D(1))),
            "TemplateTransform" => new TemplateTransform(flower).Change(image, (0, D(1), D(2))),
            _ => throw new InvalidOperationException($"No case for {name}."),
        };
    }

    private static string Text(JsonElement p, string key, string missing) => p.TryGetProperty(key, out var value) ? value.GetString()! : missing;

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetDouble())];

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    private static (int, int) Pair(JsonElement list) => (list[0].GetInt32(), list[1].GetInt32());

    private static (double, int, int, int, int, int, int) Circle(JsonElement c) =>
        (c[0].GetDouble(), c[1].GetInt32(), c[2].GetInt32(), c[3].GetInt32(), c[4].GetInt32(), c[5].GetInt32(), c[6].GetInt32());
}
