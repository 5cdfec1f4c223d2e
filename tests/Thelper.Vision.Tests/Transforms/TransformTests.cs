using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision;

namespace Thelper.Vision.Tests.Transforms;

/// <summary>Every transform against torchvision's on tensors, for floating-point and byte images.</summary>
[NoLeaks]
public sealed class TransformTests
{
    private static readonly Lazy<JsonDocument> Golden = new(() => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "transforms.json"))));

    private static readonly Dictionary<string, Func<ITransform>> Cases = new()
    {
        ["resize"] = () => transforms.Resize(4, 9),
        ["resize_bilinear"] = () => transforms.Resize(4, 9, InterpolationMode.Bilinear),
        ["resize_bicubic_antialias"] = () => transforms.Resize(3, 4, InterpolationMode.Bicubic, antialias: true),
        ["resize_shorter"] = () => transforms.Resize(12, InterpolationMode.Bilinear),
        ["crop"] = () => transforms.Crop(1, 2, 4, 3),
        ["crop_outside"] = () => transforms.Crop(-2, 4, 6, 6),
        ["center_crop"] = () => transforms.CenterCrop(3, 4),
        ["center_crop_larger"] = () => transforms.CenterCrop(9, 4),
        ["pad"] = () => transforms.Pad([1, 2, 3, 4], fill: 1),
        ["hflip"] = () => transforms.HorizontalFlip(),
        ["vflip"] = () => transforms.VerticalFlip(),
        ["rotate"] = () => transforms.Rotate(90),
        ["rotate_bilinear"] = () => transforms.Rotate(25, InterpolationMode.Bilinear),
        ["grayscale"] = () => transforms.Grayscale(3),
        ["brightness"] = () => transforms.AdjustBrightness(1.3),
        ["contrast"] = () => transforms.AdjustContrast(1.25),
        ["saturation"] = () => transforms.AdjustSaturation(0.4),
        ["hue"] = () => transforms.AdjustHue(0.3),
        ["gamma"] = () => transforms.AdjustGamma(0.7, 0.9),
        ["invert"] = () => transforms.Invert(),
    };

    public static TheoryData<string, string> Names => [.. Cases.Keys.SelectMany(name => new[] { ("float", name), ("byte", name) })];

    [Theory]
    [MemberData(nameof(Names))]
    public void Transforms_are_torchvisions(string kind, string name)
    {
        using var image = Image(kind);
        using var result = Cases[name]().call(image);
        Check(result, kind, name);
        result.dtype.ShouldBe(image.dtype);
    }

    [Fact]
    public void Images_convert_between_bytes_and_numbers()
    {
        using var scope = NewDisposeScope();
        Check(transforms.ConvertImageDtype(ScalarType.Byte).call(Image("float")), "float", "convert");
        Check(transforms.ConvertImageDtype(ScalarType.Float32).call(Image("byte")), "byte", "convert");
        Check(transforms.Normalize([0.4, 0.5, 0.6], [0.2, 0.3, 0.4]).call(Image("float")), "float", "normalize");
    }

    [Theory]
    [InlineData("float")]
    [InlineData("byte")]
    public void Random_transforms_draw_as_torchvisions(string kind)
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        Check(transforms.ColorJitter(0.2f, 0.3f, 0.4f, 0.1f).call(Image(kind)), kind, "jitter");
        manual_seed(3);
        var flip = transforms.RandomHorizontalFlip();
        Check(torch.cat([.. Enumerable.Range(0, 6).Select(_ => flip.call(Image(kind)))]), kind, "random_flip");
    }

    [Fact]
    public void Pictures_become_tensors_and_tensors_pictures()
    {
        using var scope = NewDisposeScope();
        var picture = Image("byte")[0].permute(1, 2, 0);
        Check(transforms.functional.to_tensor(picture), "picture", "to_tensor");
        Check(transforms.functional.pil_to_tensor(picture), "picture", "pil_to_tensor");
        Check(transforms.functional.to_pil_image(Image("float")[0]), "picture", "to_pil_image");
        Check(transforms.functional.to_grayscale(picture), "picture", "to_grayscale");
        Check(transforms.functional.to_grayscale(picture, 3), "picture", "to_grayscale_3");
        Should.Throw<UserErrorException>(() => transforms.functional.to_grayscale(picture, 2)).Message.ShouldContain("1 or 3");
        Should.Throw<UserErrorException>(() => transforms.functional.to_tensor(zeros(1, 3, 4, 4))).Message.ShouldContain("[1, 3, 4, 4]");
    }

    [Fact]
    public void Every_function_of_torchvision_is_here() =>
        Golden.Value.RootElement.GetProperty("functions").EnumerateArray().Select(name => name.GetString()!)
            .Except(typeof(transforms.functional).GetMethods().Select(method => method.Name)).ShouldBeEmpty();

    [Fact]
    public void Composed_transforms_free_what_lies_between()
    {
        using var image = Image("float");
        using var result = transforms.Compose(transforms.Resize(8, 8), transforms.HorizontalFlip(), transforms.Grayscale(), transforms.Lambda(x => x * 2)).call(image);
        result.shape.ShouldBe([2, 1, 8, 8]);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var pairs = zeros([2, 4, 4]);
        Should.Throw<UserErrorException>(() => transforms.Grayscale().call(pairs)).Message.ShouldContain("[2, 4, 4]");
        Should.Throw<UserErrorException>(() => transforms.Normalize([0.5], [0.0])).Message.ShouldContain("deviation");
        Should.Throw<UserErrorException>(() => transforms.AdjustContrast(-1).call(pairs)).Message.ShouldContain("at least 0");
    }

    private static Tensor Image(string kind)
    {
        using var values = tensor(Enumerable.Range(0, 2 * 3 * 6 * 7).Select(i => (Math.Sin(0.7 * i) + 1) / 2 * (kind == "byte" ? 255 : 1)).ToArray(), [2, 3, 6, 7]);
        return values.to(kind == "byte" ? ScalarType.Byte : ScalarType.Float32);
    }

    private static void Check(Tensor result, string kind, string name)
    {
        var expected = Golden.Value.RootElement.GetProperty(kind).GetProperty(name);
        result.shape.ShouldBe(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), name);
        using var scope = NewDisposeScope();
        var elements = result.to(ScalarType.Float64).contiguous().data<double>().ToArray();
        var tolerance = 1e-6 * elements.Sum(Math.Abs);
        elements.Sum().ShouldBe(expected.GetProperty("sum").GetDouble(), tolerance, name);
        elements.Select((value, i) => value * Math.Cos(i)).Sum().ShouldBe(expected.GetProperty("wave").GetDouble(), tolerance, name);
    }
}
