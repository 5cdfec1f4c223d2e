using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>What chance decides in torchvision's operations, over 10,000 draws: ranges, means and shares within four standard deviations. Where pixels move, the warp says what was drawn.</summary>
[NoLeaks]
public class TorchvisionDrawTests
{
    private const int Draws = 10_000;
    private const int Height = 90;
    private const int Width = 120;

    // Of each operation the numbers that its warp shows, each with the ends of its uniform distribution.
    private static readonly Dictionary<string, (string Parameters, Func<Warp, double[]> Numbers, (double Low, double High)[] Ends)> Moves = new(StringComparer.Ordinal)
    {
        ["RandomRotation"] = ("""{"degrees": 30}""", warp => [-Turn(warp)], [(-30, 30)]),
        ["RandomRotation, one side"] = ("""{"degrees": [10, 80], "expand": true}""", warp => [-Turn(warp)], [(10, 80)]),
        ["RandomAffine, turned"] = ("""{"degrees": [-20, 50]}""", warp => [Turn(warp)], [(-20, 50)]),
        ["RandomAffine, shifted"] = ("""{"degrees": 0, "translate": [0.2, 0.1]}""", warp => [warp.Point(0, 0).X, warp.Point(0, 0).Y], [(-24, 24), (-9, 9)]),
        ["RandomAffine, scaled"] = ("""{"degrees": 0, "scale": [0.6, 1.5]}""", warp => [warp.Point(1, 0).X - warp.Point(0, 0).X], [(0.6, 1.5)]),
        ["RandomAffine, sheared"] = ("""{"degrees": 0, "shear": [-10, 30]}""", warp => [Degrees(Math.Atan(warp.Point(0, 0).X - warp.Point(0, 1).X))], [(-10, 30)]),
        ["RandomCrop"] = ("""{"size": [60, 100]}""", warp => [-warp.Point(0, 0).X, -warp.Point(0, 0).Y], [(0, 20), (0, 30)]),
        ["RandomResizedCrop"] = ("""{"size": 32, "scale": [0.1, 0.4], "ratio": [1, 1]}""", warp => [Math.Pow(warp.Source(32, 0).X - warp.Source(0, 0).X, 2) / (Width * Height)], [(0.1, 0.4)]),
        ["RandomPerspective"] = ("""{"p": 1, "distortion_scale": 0.5}""", warp => [warp.Point(0, 0).X, warp.Point(0, 0).Y], [(0, 30), (0, 22)]),
    };

    public static TheoryData<string> Names => [.. Moves.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Drawn_parameters_are_uniform_over_their_range(string name)
    {
        var (parameters, numbers, ends) = Moves[name];
        var operation = (SpatialOperation)Create($"torchvision.transforms.{name.Split(',')[0]}", parameters);
        var values = new double[Draws][];
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            values[i] = numbers(operation.Draw(new Scene(Height, Width), TransformRandom.For(5, 0, i)));
        }

        for (var k = 0; k < ends.Length; k++)
        {
            var (low, high) = ends[k];
            var (least, most, mean) = (values.Min(v => v[k]), values.Max(v => v[k]), values.Average(v => v[k]));
            // Crops have whole sides, and perspectives are solved in single precision.
            var close = (high - low) * 0.02;
            least.ShouldBeInRange(low - close, low + close, $"{name}, number {k}: the least");
            most.ShouldBeInRange(high - close, high + close, $"{name}, number {k}: the greatest");
            Math.Abs(mean - ((low + high) / 2)).ShouldBeLessThan(4 * (high - low) / 2 / Math.Sqrt(Draws), $"{name}, number {k}: the mean {mean}");
        }
    }

    [Theory]
    [InlineData("RandomHorizontalFlip", "")]
    [InlineData("RandomVerticalFlip", "")]
    [InlineData("RandomPerspective", "")]
    [InlineData("RandomGrayscale", "")]
    [InlineData("RandomInvert", "")]
    [InlineData("RandomPosterize", "\"bits\": 2, ")]
    [InlineData("RandomSolarize", "\"threshold\": 100, ")]
    [InlineData("RandomAdjustSharpness", "\"sharpness_factor\": 2, ")]
    [InlineData("RandomAutocontrast", "")]
    [InlineData("RandomEqualize", "")]
    [InlineData("RandomErasing", "", true)]
    public void A_probability_is_how_often_it_happens(string name, string more, bool real = false)
    {
        using var outer = torch.NewDisposeScope();
        var image = real ? torch.rand(3, 20, 30) : torch.arange(72, dtype: torch.int32).mul(3).to(torch.uint8).view(4, 6, 3);
        foreach (var p in new[] { 0.0, 0.2, 0.7, 1.0 })
        {
            var operation = Create($"torchvision.transforms.{name}", FormattableString.Invariant($"{{{more}\"p\": {p}}}"));
            var fired = 0;
            for (var i = 0; i < Draws; i++)
            {
                using var scope = torch.NewDisposeScope();
                fired += ReferenceEquals(operation.Apply(image, TransformRandom.For(2, 0, i)), image) ? 0 : 1;
            }

            ShouldBeShare(fired, p, $"{name} of {p}");
        }
    }

    [Fact]
    public void Colours_change_by_uniform_factors()
    {
        using var image = torch.full([1, 1, 1], 0.4f);
        var operation = Create("torchvision.transforms.ColorJitter", """{"brightness": 0.5}""");
        var factors = new double[Draws];
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            factors[i] = ((torch.Tensor)operation.Apply(image, TransformRandom.For(2, 0, i))!).ToDouble() / 0.4;
        }

        factors.Min().ShouldBe(0.5, 0.01);
        factors.Max().ShouldBe(1.5, 0.01);
        factors.Average().ShouldBe(1, 4 * 0.29 / Math.Sqrt(Draws));
    }

    [Fact]
    public void Composers_choose_by_their_weights()
    {
        const string Stages = """[{"operation": "torchvision.transforms.RandomInvert"}, {"operation": "torchvision.transforms.Grayscale"}, {"operation": "torchvision.transforms.RandomVerticalFlip"}]""";
        int[][] Chosen(string name, string p)
        {
            var composite = (RandomComposite)Create($"torchvision.transforms.{name}", $$"""{"transforms": {{Stages}}{{p}} }""");
            return [.. Enumerable.Range(0, Draws).Select(i => composite.Choose(TransformRandom.For(6, 0, i)).ToArray())];
        }

        var one = Chosen("RandomChoice", ", \"p\": [1, 2, 5]");
        one.ShouldAllBe(places => places.Length == 1);
        ShouldBeShare(one.Count(places => places[0] == 1), 0.25, "the second of a choice");
        ShouldBeShare(one.Count(places => places[0] == 2), 0.625, "the third");
        var all = Chosen("RandomApply", ", \"p\": 0.3");
        ShouldBeShare(all.Count(places => places.Length == 3), 0.3, "all");
        all.Count(places => places.Length is 0 or 3).ShouldBe(Draws);
        var order = Chosen("RandomOrder", "");
        order.GroupBy(places => string.Join(' ', places)).Count().ShouldBe(6);
        ShouldBeShare(order.Count(places => places.SequenceEqual([2, 0, 1])), 1 / 6.0, "an order");
    }

    private static ITransform Create(string name, string parameters) =>
        TransformsFactory.CreateOperation(ConfigNode.FromPlain(name, "t.json", "operation"), ConfigLoader.Parse(parameters, "t.json"), new());

    // Clockwise, in degrees.
    private static double Turn(Warp warp)
    {
        var ((x, y), (toX, toY)) = (warp.Point(0, 0), warp.Point(1, 0));
        return Degrees(Math.Atan2(toY - y, toX - x));
    }

    private static double Degrees(double radians) => radians * 180 / Math.PI;

    private static void ShouldBeShare(int count, double share, string what) =>
        Math.Abs(count - (Draws * share)).ShouldBeLessThanOrEqualTo(4 * Math.Sqrt(Draws * share * (1 - share)), $"{what}: {count} of {Draws}, expected {share}");
}
