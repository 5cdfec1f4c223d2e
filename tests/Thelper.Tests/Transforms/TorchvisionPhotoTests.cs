using System.Text.Json;
using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>torchvision's operations on a part of a photograph, as images and as tensors; the expectations come from tools/golden/torchvision_photo.py.</summary>
[NoLeaks]
public class TorchvisionPhotoTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "transforms", "torchvision_photo.json"))).RootElement;

    public static TheoryData<string> Operations => [.. Golden.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("op").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Results_are_torchvisions(string name)
    {
        foreach (var item in Golden.GetProperty("cases").EnumerateArray().Where(item => item.GetProperty("op").GetString() == name))
        {
            using var scope = torch.NewDisposeScope();
            var key = item.GetProperty("input").GetString()!;
            var what = $"{name} {(name == "LinearTransformation" ? default : item.GetProperty("params"))} on {key}";
            var value = Create(name, item.GetProperty("params").ToString()).Apply(GoldenArray.Tensor(Golden.GetProperty("inputs").GetProperty(key)), TransformRandom.For(0, 0, 0));
            var result = value is IReadOnlyList<object?> list ? aten.stack([.. list.Cast<torch.Tensor>()], 0) : (torch.Tensor)value!;
            var expected = GoldenArray.Tensor(item.GetProperty("expected"));
            result.shape.ShouldBe(expected.shape, what);
            result.dtype.ShouldBe(expected.dtype, what);
            var distance = (result.to(torch.float64) - expected.to(torch.float64)).abs();
            if (item.GetProperty("exact").GetBoolean())
            {
                distance.max().ToDouble().ShouldBe(0, what);
                continue;
            }

            var far = (distance > (expected.is_floating_point() ? 1.0 / 255 : 1.0)).sum().ToInt64();
            far.ShouldBeLessThanOrEqualTo(expected.numel() / 1000, $"{what}: at most {distance.max().ToDouble()}");
        }
    }

    [Theory]
    [InlineData("RandomEqualize", "{}", 0.5)]
    [InlineData("RandomAutocontrast", """{"p": 0.2}""", 0.2)]
    [InlineData("RandomPosterize", """{"bits": 1, "p": 0.7}""", 0.7)]
    [InlineData("RandomSolarize", """{"threshold": 10}""", 0.5)]
    [InlineData("RandomAdjustSharpness", """{"sharpness_factor": 2, "p": 0.9}""", 0.9)]
    [InlineData("RandomPerspective", """{"p": 0.3}""", 0.3)]
    public void Chances_are_kept_over_ten_thousand_draws(string name, string parameters, double share)
    {
        using var all = torch.NewDisposeScope();
        var operation = Create(name, parameters);
        var image = torch.arange(0, 8 * 8, dtype: torch.ScalarType.Int32).to(torch.ScalarType.Byte).reshape(8, 8, 1);
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
    public void Affine_draws_stay_in_their_ranges_and_reach_them()
    {
        var operation = (SpatialOperation)Create("RandomAffine", """{"degrees": [10, 30], "translate": [0.1, 0.25], "scale": [0.5, 2]}""");
        var (angles, scales, shifts) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < 10_000; i++)
        {
            var warp = operation.Draw(new Scene(40, 60), TransformRandom.For(3, 0, i));
            var (o, x) = (warp.Point(30, 20), warp.Point(31, 20));
            angles.Add(Math.Atan2(x.Y - o.Y, x.X - o.X) * 180 / Math.PI);
            scales.Add(Math.Sqrt(((x.X - o.X) * (x.X - o.X)) + ((x.Y - o.Y) * (x.Y - o.Y))));
            shifts.Add(o.Y - 20);
        }

        // Uniform: the mean of 10,000 lies within five of its deviations, and the extremes within a thousandth of the range.
        angles.Min().ShouldBe(10, 0.05);
        angles.Max().ShouldBe(30, 0.05);
        angles.Average().ShouldBe(20, 5 * 20 / Math.Sqrt(12 * 10_000));
        scales.Min().ShouldBe(0.5, 0.005);
        scales.Max().ShouldBe(2, 0.005);
        scales.Average().ShouldBe(1.25, 5 * 1.5 / Math.Sqrt(12 * 10_000));
        shifts.Min().ShouldBe(-10, 1e-9);
        shifts.Max().ShouldBe(10, 1e-9);
    }

    [Fact]
    public void Composers_choose_as_often_as_they_say()
    {
        var random = Enumerable.Range(0, 10_000).Select(i => TransformRandom.For(4, 0, i)).ToArray();
        static string Stages(int count) => $"[{string.Join(", ", Enumerable.Range(0, count).Select(_ => """{"operation": "thelper.transforms.NoTransform"}"""))}]";
        var apply = (RandomComposite)Create("RandomApply", $$"""{"transforms": {{Stages(2)}}, "p": 0.3}""");
        ((double)random.Count(draw => apply.Choose(draw.Fork(0)) is [0, 1])).ShouldBe(3000, 5 * Math.Sqrt(10_000 * 0.3 * 0.7));
        random.Count(draw => apply.Choose(draw.Fork(0)).Count == 1).ShouldBe(0);
        var choice = (RandomComposite)Create("RandomChoice", $$"""{"transforms": {{Stages(3)}}, "p": [1, 0, 3]}""");
        var chosen = random.Select(draw => choice.Choose(draw.Fork(0)).ShouldHaveSingleItem()).ToArray();
        ((double)chosen.Count(i => i == 0)).ShouldBe(2500, 5 * Math.Sqrt(10_000 * 0.25 * 0.75));
        chosen.ShouldNotContain(1);
        var order = (RandomComposite)Create("RandomOrder", $$"""{"transforms": {{Stages(3)}}}""");
        var orders = random.GroupBy(draw => string.Join("", order.Choose(draw.Fork(0)))).ToDictionary(group => group.Key, group => group.Count());
        orders.Keys.Order().ShouldBe(["012", "021", "102", "120", "201", "210"]);
        orders.Values.ShouldAllBe(count => Math.Abs(count - 1667) < 5 * Math.Sqrt(10_000 * (1 / 6.0) * (5 / 6.0)));
    }

    [Fact]
    public void A_mixture_of_augmented_copies_lies_between_them()
    {
        using var all = torch.NewDisposeScope();
        var image = GoldenArray.Tensor(Golden.GetProperty("inputs").GetProperty("color"));
        var (results, operation) = (new HashSet<long>(), Create("AugMix", """{"alpha": 0.5}"""));
        for (var i = 0; i < 20; i++)
        {
            using var scope = torch.NewDisposeScope();
            var result = (torch.Tensor)operation.Apply(image, TransformRandom.For(5, 0, i))!;
            result.shape.ShouldBe(image.shape);
            results.Add(result.to(torch.int64).sum().ToInt64());
            torch.equal(result, (torch.Tensor)operation.Apply(image, TransformRandom.For(5, 0, i))!).ShouldBeTrue();
        }

        results.Count.ShouldBeGreaterThan(15);
    }

    [Theory]
    [InlineData("RandomAffine", """{"degrees": -1}""", "'degrees'")]
    [InlineData("RandomAffine", """{"degrees": 0, "translate": [2, 0]}""", "'translate'")]
    [InlineData("RandomAffine", """{"degrees": 0, "scale": [0, 1]}""", "'scale'")]
    [InlineData("RandomAffine", """{"degrees": 0, "interpolation": "lanczos"}""", "nearest, bilinear or bicubic")]
    [InlineData("RandomPerspective", """{"distortion_scale": 2}""", "'distortion_scale'")]
    [InlineData("ElasticTransform", """{"sigma": -1}""", "'sigma'")]
    [InlineData("RandomPosterize", """{"bits": 9}""", "'bits'")]
    [InlineData("RandomAdjustSharpness", """{"sharpness_factor": -1}""", "'sharpness_factor'")]
    [InlineData("LinearTransformation", """{"transformation_matrix": [[1, 2]], "mean_vector": [1, 2]}""", "'transformation_matrix'")]
    [InlineData("AutoAugment", """{"policy": "mnist"}""", "'policy'")]
    [InlineData("RandAugment", """{"magnitude": 31}""", "'magnitude'")]
    [InlineData("AugMix", """{"severity": 0}""", "'severity'")]
    [InlineData("RandomApply", """{"transforms": []}""", "'transforms'")]
    [InlineData("RandomChoice", """{"transforms": [{"operation": "thelper.transforms.NoTransform"}], "p": [1, 2]}""", "'p'")]
    public void Mistakes_are_named(string name, string parameters, string message) =>
        Should.Throw<UserErrorException>(() => Create(name, parameters)).Message.ShouldContain(message);

    [Theory]
    [InlineData("RandomEqualize", """{"p": 1}""")]
    [InlineData("RandomPosterize", """{"bits": 3, "p": 1}""")]
    [InlineData("AutoAugment", "{}")]
    [InlineData("RandAugment", "{}")]
    [InlineData("TrivialAugmentWide", "{}")]
    [InlineData("AugMix", "{}")]
    public void Operations_on_bytes_say_where_they_belong(string name, string parameters)
    {
        using var scope = torch.NewDisposeScope();
        Should.Throw<UserErrorException>(() => Create(name, parameters).Apply(torch.rand([3, 20, 20]), TransformRandom.For(0, 0, 0))).Message
            .ShouldBe($"torchvision.transforms.{name}: needs bytes, and the image holds real numbers; put it before torchvision.transforms.ToTensor");
    }

    private static ITransform Create(string name, string parameters) => TransformsFactory.CreateOperation(
        ConfigNode.FromPlain($"torchvision.transforms.{name}", "t.json", "operation"), ConfigLoader.Parse(parameters, "t.json"), new());
}
