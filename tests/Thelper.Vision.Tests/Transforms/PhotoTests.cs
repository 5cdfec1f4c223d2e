using System.Text.Json;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Transforms;
using static Thelper.Torch.torch;
using F = Thelper.Vision.torchvision.transforms.functional;

namespace Thelper.Vision.Tests.Transforms;

/// <summary>Functional forms, and what the automatic augmentations are made of, on a part of a photograph; the expectations come from tools/golden/torchvision_photo.py.</summary>
[NoLeaks]
public sealed class PhotoTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "torchvision_photo.json"))).RootElement;

    private static readonly (double, double)[] Start = [(0, 0), (35, 0), (35, 25), (0, 25)];
    private static readonly (double, double)[] End = [(5, 3), (32, 1), (33, 20), (2, 24)];

    public static TheoryData<string> Functions => [.. Golden.GetProperty("functions").EnumerateArray().Select(item => item.GetProperty("function").GetString()!).Distinct()];

    public static TheoryData<string> Operations => [.. Golden.GetProperty("pil").EnumerateArray().Select(item => item.GetProperty("op").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Functions_on_tensors_are_torchvisions(string name)
    {
        foreach (var item in Golden.GetProperty("functions").EnumerateArray().Where(item => item.GetProperty("function").GetString() == name))
        {
            using var scope = NewDisposeScope();
            var (key, options) = (item.GetProperty("input").GetString()!, item.GetProperty("params"));
            var what = $"{name} {(key.Length > 0 ? options : default)} on {key}";
            var input = key.Length > 0 ? Input(key) : GoldenArray.Tensor(options.GetProperty("start"));
            if (item.GetProperty("expected").ValueKind == JsonValueKind.Null)
            {
                Should.Throw<UserErrorException>(() => Call(name, input, options), what);
                continue;
            }

            ShouldBeClose(Call(name, input, options), GoldenArray.Tensor(item.GetProperty("expected")), item.GetProperty("exact").GetBoolean(), what);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Operations_on_bytes_are_those_on_images_of_Pillow(string name)
    {
        foreach (var item in Golden.GetProperty("pil").EnumerateArray().Where(item => item.GetProperty("op").GetString() == name))
        {
            using var scope = NewDisposeScope();
            var (key, mode) = (item.GetProperty("input").GetString()!, PilFilters.Of(item.GetProperty("mode").GetString(), PilFilter.Nearest));
            var image = key == "gray" ? Input(key).unsqueeze(2) : Input(key);
            var scene = new Scene(image.shape[0], image.shape[1]);
            var fill = item.GetProperty("fill") is { ValueKind: JsonValueKind.Array } list ? (object)list.EnumerateArray().Select(value => (object?)value.GetInt64()).ToList() : item.GetProperty("fill").GetInt64();
            var warp = name == "perspective"
                ? PlaneWarps.Of(scene, PlaneWarps.Perspective(Start, End), scene.Height, scene.Width, mode, fill)
                : Augmentations.WarpOf(scene, name, item.GetProperty("strength").GetDouble(), mode, fill);
            var result = warp.Image(image);
            ShouldBeClose(key == "gray" ? result.squeeze(2) : result, GoldenArray.Tensor(item.GetProperty("expected")), exact: false, $"{name} {mode} on {key}");
        }
    }

    [Fact]
    public void Strengths_and_policies_are_torchvisions()
    {
        var (width, height) = (36, 26);
        var spaces = new Dictionary<string, (Augmentations Space, int Bins)>
        {
            ["auto"] = (Augmentations.Usual(10, 150.0 / 331.0 * width, 150.0 / 331.0 * height, last: "Invert"), 10),
            ["rand"] = (Augmentations.Usual(31, 150.0 / 331.0 * width, 150.0 / 331.0 * height, first: "Identity"), 31),
            ["wide"] = (Augmentations.Wide(31), 31),
            ["mix"] = (Augmentations.Usual(10, width / 3.0, height / 3.0, colorsLast: true, bits: 4), 10),
            ["plain"] = (Augmentations.Usual(10, width / 3.0, height / 3.0, colors: false, bits: 4), 10),
        };
        foreach (var (name, (space, bins)) in spaces)
        {
            var expected = Golden.GetProperty("spaces").GetProperty(name).EnumerateArray().ToList();
            space.Count.ShouldBe(expected.Count, name);
            for (var i = 0; i < expected.Count; i++)
            {
                space.NameOf(i).ShouldBe(expected[i][0].GetString(), name);
                space.IsSigned(i).ShouldBe(expected[i][2].GetBoolean(), space.NameOf(i));
                space.HasStrength(i).ShouldBe(expected[i][1].ValueKind == JsonValueKind.Array, space.NameOf(i));
                for (var step = 0; space.HasStrength(i) && step < bins; step++)
                {
                    space.StrengthOf(i, step).ShouldBe(expected[i][1][step].GetDouble(), 1e-5, $"{name} {space.NameOf(i)} {step}");
                }
            }
        }

        foreach (var policy in Golden.GetProperty("policies").EnumerateObject())
        {
            var pairs = AutoAugmentPolicies.Of(policy.Name);
            var expected = policy.Value.EnumerateArray().Select(pair => (Step(pair[0]), Step(pair[1]))).ToArray();
            pairs.ShouldBe(expected, policy.Name);
        }
    }

    private static AutoAugmentPolicies.Step Step(JsonElement step) =>
        new(step[0].GetString()!, step[1].GetDouble(), step[2].ValueKind == JsonValueKind.Null ? 0 : step[2].GetInt32());

    private static Tensor Input(string key) => GoldenArray.Tensor(Golden.GetProperty("inputs").GetProperty(key));

    private static Tensor Call(string name, Tensor input, JsonElement options)
    {
        var mode = options.TryGetProperty("mode", out var given) && given.GetString() == "bilinear" ? InterpolationMode.Bilinear : InterpolationMode.Nearest;
        var fill = options.TryGetProperty("fill", out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(number => number.GetDouble()).ToArray() : null;
        return name switch
        {
            "rotate" => F.rotate(
                input,
                options.GetProperty("angle").GetSingle(),
                mode,
                options.GetProperty("expand").GetBoolean(),
                options.GetProperty("center") is { ValueKind: JsonValueKind.Array } center ? (center[0].GetDouble(), center[1].GetDouble()) : null,
                fill),
            "affine" => F.affine(input, 12, [4, -3], 1.2, [8, -5], mode, fill, (10, 12)),
            "perspective" => F.perspective(input, Start, End, mode, fill),
            "elastic_transform" => F.elastic_transform(input, GoldenArray.Tensor(Golden.GetProperty("displacement")), mode, fill),
            "gaussian_blur" => F.gaussian_blur(input, [5, 7]),
            "gaussian_blur_sigma" => F.gaussian_blur(input, [3, 9], [0.7, 2.0]),
            "adjust_sharpness" => F.adjust_sharpness(input, 1.8),
            "autocontrast" => F.autocontrast(input),
            "solarize" => F.solarize(input, input.dtype.IsFloatingPoint() ? 0.5 : 128),
            "resized_crop" => F.resized_crop(input, 4, 6, 20, 30, 11, 45),
            "erase" => F.erase(input, 3, 5, 7, 9, zeros([1], input.dtype)),
            "gray1" => F.rgb_to_grayscale(input),
            "saturation" => F.adjust_saturation(input, 1.6),
            "contrast" => F.adjust_contrast(input, 1.6),
            "five_crop" => F.five_crop(input, 9, 14) is var (a, b, c, d, e) ? aten.stack([a, b, c, d, e], 0) : null!,
            "ten_crop" => aten.stack([.. F.ten_crop(input, 9, 14, vertical_flip: true)], 0),
            "pad" => F.pad(input, [3, 4, 5, 6], 0, given.GetString()!),
            "equalize" => F.equalize(input),
            "posterize" => F.posterize(input, 3),
            "convert_image_dtype" => F.convert_image_dtype(input, options.GetProperty("target").GetString() switch
            {
                "uint8" => ScalarType.Byte,
                "int8" => ScalarType.Int8,
                "int16" => ScalarType.Int16,
                "int32" => ScalarType.Int32,
                "int64" => ScalarType.Int64,
                "float32" => ScalarType.Float32,
                _ => ScalarType.Float64,
            }),
            _ => throw new InvalidOperationException($"No function for {name}."),
        };
    }

    // One grey level on 999 of 1000 pixels; for real numbers that is 1/255.
    private static void ShouldBeClose(Tensor result, Tensor expected, bool exact, string what)
    {
        result.shape.ShouldBe(expected.shape, what);
        result.dtype.ShouldBe(expected.dtype, what);
        var distance = (result.to(float64) - expected.to(float64)).abs();
        if (exact)
        {
            distance.max().ToDouble().ShouldBe(0, what);
            return;
        }

        var far = (distance > (expected.dtype.IsFloatingPoint() ? 1.0 / 255 : 1.0)).sum().ToInt64();
        far.ShouldBeLessThanOrEqualTo(expected.numel() / 1000, $"{what}: at most {distance.max().ToDouble()}");
    }
}
