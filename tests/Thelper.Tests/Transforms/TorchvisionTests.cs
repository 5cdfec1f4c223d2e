using System.Text.Json;
using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>torchvision's operations against torchvision and PIL; the expectations come from tools/golden/torchvision_images.py.</summary>
[NoLeaks]
public class TorchvisionTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "transforms", "torchvision.json"))).RootElement;

    public static TheoryData<string> Operations => [.. Golden.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("op").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Deterministic_results_are_torchvisions(string name)
    {
        foreach (var item in Golden.GetProperty("cases").EnumerateArray().Where(item => item.GetProperty("op").GetString() == name))
        {
            using var scope = torch.NewDisposeScope();
            var what = $"{name} {item.GetProperty("params")} on {item.GetProperty("input")}";
            var input = GoldenArray.Tensor(Golden.GetProperty("inputs").GetProperty(item.GetProperty("input").GetString()!));
            var before = input.clone();
            var expected = GoldenArray.Tensor(item.GetProperty("expected"));
            var result = (torch.Tensor)Create(name, item.GetProperty("params").ToString()).Apply(input, TransformRandom.For(0, 0, 0))!;

            // Grey images have no axis of channels in PIL.
            result = result.dim() == 3 && expected.dim() == 2 ? result.squeeze(2) : result;
            result.shape.ShouldBe(expected.shape, what);
            result.dtype.ShouldBe(expected.dtype, what);
            using var distance = (result.to(torch.ScalarType.Float64) - expected.to(torch.ScalarType.Float64)).abs();
            distance.max().ToDouble().ShouldBeLessThanOrEqualTo(item.GetProperty("tolerance").GetDouble(), what);
            GoldenArray.ShouldMatch(input, before, 0, $"{what}: the input");
        }
    }

    [Theory]
    [InlineData("RandomHorizontalFlip", "{}", 0.5)]
    [InlineData("RandomVerticalFlip", """{"p": 0.2}""", 0.2)]
    [InlineData("RandomInvert", """{"p": 0.7}""", 0.7)]
    [InlineData("RandomGrayscale", "{}", 0.1)]
    [InlineData("RandomErasing", """{"p": 0.3}""", 0.3)]
    public void Chances_are_kept_over_ten_thousand_draws(string name, string parameters, double share)
    {
        using var all = torch.NewDisposeScope();
        var operation = Create(name, parameters);
        var image = name == "RandomErasing" ? torch.ones([3, 8, 8]) : torch.arange(0, 4 * 4 * 3, dtype: torch.ScalarType.Int32).to(torch.ScalarType.Byte).reshape(4, 4, 3);
        var fired = 0;
        for (var i = 0; i < 10_000; i++)
        {
            using var scope = torch.NewDisposeScope();
            fired += ReferenceEquals(operation.Apply(image, TransformRandom.For(1, 0, i)), image) ? 0 : 1;
        }

        // Five standard deviations.
        (fired / 10_000.0).ShouldBe(share, 5 * Math.Sqrt(share * (1 - share) / 10_000));
    }

    [Fact]
    public void Random_crops_reach_every_place_and_shape()
    {
        using var all = torch.NewDisposeScope();
        var image = torch.arange(0, 12 * 10, dtype: torch.ScalarType.Int32).to(torch.ScalarType.Byte).reshape(12, 10, 1);
        var crop = Create("RandomCrop", """{"size": [5, 4]}""");
        var places = new Dictionary<int, int>();
        for (var i = 0; i < 10_000; i++)
        {
            using var scope = torch.NewDisposeScope();
            var first = ((torch.Tensor)crop.Apply(image, TransformRandom.For(1, 0, i))!).DataSpan<byte>()[0];
            places[first] = places.GetValueOrDefault(first) + 1;
        }

        // 8 x 7 places, of 179 draws each.
        places.Count.ShouldBe(56);
        places.Values.ShouldAllBe(count => count > 110 && count < 250);

        var resized = Create("RandomResizedCrop", """{"size": [6, 6], "scale": [0.25, 0.5], "ratio": [0.5, 2.0], "interpolation": "nearest"}""");
        var values = new HashSet<byte>();
        for (var i = 0; i < 2000; i++)
        {
            using var scope = torch.NewDisposeScope();
            var result = (torch.Tensor)resized.Apply(image, TransformRandom.For(1, 0, i))!;
            result.shape.ShouldBe([6, 6, 1]);
            values.UnionWith(result.DataSpan<byte>().ToArray());
        }

        values.Count.ShouldBe(120);
    }

    [Fact]
    public void An_image_and_its_mask_share_their_fate()
    {
        using var all = torch.NewDisposeScope();
        var errors = new ConfigErrors();
        var pipeline = TransformsFactory.Load(ConfigLoader.Parse(
            """
            [{"operation": "torchvision.transforms.RandomCrop", "params": {"size": 16, "padding": 4}, "target_key": ["image", "mask"]},
             {"operation": "torchvision.transforms.RandomHorizontalFlip", "target_key": ["image", "mask"]},
             {"operation": "torchvision.transforms.RandomRotation", "params": {"degrees": 30}, "target_key": ["image", "mask"]}]
            """, "t.json"), new(), errors)!;
        errors.Messages.ShouldBeEmpty();
        for (var i = 0; i < 50; i++)
        {
            using var scope = torch.NewDisposeScope();
            var mask = torch.arange(0, 20 * 18, dtype: torch.ScalarType.Int32).remainder(251).to(torch.ScalarType.Byte).reshape(20, 18);
            var result = (Sample)pipeline.Apply(new Sample { ["image"] = mask.unsqueeze(2).expand(20, 18, 3).contiguous(), ["mask"] = mask }, TransformRandom.For(2, 0, i))!;
            torch.equal(((torch.Tensor)result["image"]!).select(2, 1).contiguous(), (torch.Tensor)result["mask"]!).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_usual_pipeline_runs_from_a_configuration()
    {
        using var scope = torch.NewDisposeScope();
        var errors = new ConfigErrors();
        var pipeline = TransformsFactory.Load(ConfigLoader.Parse(
            """
            [{"operation": "torchvision.transforms.RandomResizedCrop", "params": {"size": 24}, "target_key": "0"},
             {"operation": "torchvision.transforms.RandomHorizontalFlip", "target_key": "0"},
             {"operation": "torchvision.transforms.ColorJitter", "params": {"brightness": 0.4, "contrast": 0.4, "saturation": 0.4, "hue": 0.1}, "target_key": "0"},
             {"operation": "torchvision.transforms.ToTensor", "target_key": "0"},
             {"operation": "torchvision.transforms.Normalize", "params": {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}, "target_key": "0"},
             {"operation": "torchvision.transforms.RandomErasing", "target_key": "0"}]
            """, "t.json"), new(), errors)!;
        errors.Messages.ShouldBeEmpty();
        var image = torch.randint(0, 256, [40, 50, 3], torch.ScalarType.Byte);
        for (var i = 0; i < 30; i++)
        {
            var result = (torch.Tensor)((Sample)pipeline.Apply(new Sample { ["0"] = image, ["1"] = 3L }, TransformRandom.For(2, 0, i))!)["0"]!;
            result.shape.ShouldBe([3, 24, 24]);
            result.dtype.ShouldBe(torch.ScalarType.Float32);
            result.is_contiguous().ShouldBeTrue();
        }
    }

    [Fact]
    public void Normalization_is_undone()
    {
        using var scope = torch.NewDisposeScope();
        var operation = Create("Normalize", """{"mean": [0.4, 0.5, 0.6], "std": [0.1, 0.2, 0.3]}""");
        var image = torch.rand([3, 5, 4]);
        GoldenArray.ShouldMatch((torch.Tensor)operation.Invert(operation.Apply(image, TransformRandom.For(0, 0, 0)))!, image, 1e-6, "inverse");
        Should.Throw<UserErrorException>(() => Create("RandomHorizontalFlip", "{}").Invert(image)).Message.ShouldContain("RandomHorizontalFlip");
    }

    [Theory]
    [InlineData("Resize", """{"size": 0}""", "'size'")]
    [InlineData("Resize", """{"size": [4, 5], "max_size": 9}""", "'max_size'")]
    [InlineData("Resize", """{"size": 4, "interpolation": "bilinar"}""", "'interpolation'")]
    [InlineData("CenterCrop", """{"size": [1, 2, 3]}""", "'size'")]
    [InlineData("Pad", """{"padding": -1}""", "'padding'")]
    [InlineData("Pad", """{"padding": 1, "padding_mode": "wrap"}""", "'padding_mode'")]
    [InlineData("RandomHorizontalFlip", """{"p": 1.5}""", "'p'")]
    [InlineData("RandomRotation", """{"degrees": -3}""", "'degrees'")]
    [InlineData("ColorJitter", """{"hue": 0.6}""", "'hue'")]
    [InlineData("ColorJitter", """{"brightness": -1}""", "'brightness'")]
    [InlineData("Normalize", """{"mean": [1], "std": [0]}""", "'std'")]
    [InlineData("GaussianBlur", """{"kernel_size": 4}""", "'kernel_size'")]
    [InlineData("RandomResizedCrop", """{"size": 4, "scale": [1, 0.5]}""", "'scale'")]
    [InlineData("Grayscale", """{"num_output_channels": 2}""", "'num_output_channels'")]
    public void Mistakes_are_named(string name, string parameters, string message) =>
        Should.Throw<UserErrorException>(() => Create(name, parameters)).Message.ShouldContain(message);

    [Theory]
    [InlineData("Normalize", """{"mean": [1], "std": [1]}""", "ToTensor")]
    [InlineData("RandomErasing", """{"p": 1}""", "ToTensor")]
    [InlineData("RandomCrop", """{"size": 99}""", "pad_if_needed")]
    [InlineData("Pad", """{"padding": 30, "padding_mode": "reflect"}""", "mirror")]
    [InlineData("Pad", """{"padding": 3, "fill": [1, 2]}""", "'fill'")]
    public void What_an_image_does_not_allow_is_named(string name, string parameters, string message)
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.zeros([8, 9, 3], torch.ScalarType.Byte);
        var error = Should.Throw<UserErrorException>(() => Create(name, parameters).Apply(image, TransformRandom.For(0, 0, 0))).Message;
        error.ShouldContain(message);
        error.ShouldStartWith($"torchvision.transforms.{name}: ");
        Should.Throw<UserErrorException>(() => Create(name, parameters).Apply(torch.zeros([8, 9], torch.ScalarType.Int32), TransformRandom.For(0, 0, 0)));
    }

    private static ITransform Create(string name, string parameters) => TransformsFactory.CreateOperation(
        ConfigNode.FromPlain($"torchvision.transforms.{name}", "t.json", "operation"), ConfigLoader.Parse(parameters, "t.json"), new());
}
