using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Albumentations;

namespace Thelper.Vision.Tests.Albumentations;

/// <summary>What chance decides, over 10,000 draws: ranges and means within four standard deviations, with the documented defaults.</summary>
[NoLeaks]
public class DrawTests
{
    private const int Draws = 10_000;

    private static readonly Scene Size = new(90, 120) { Boxes = [new(30, 20, 60, 50)] };

    // Of each operation its drawn numbers, each with the ends of its uniform distribution.
    private static readonly Dictionary<string, (Func<torch.Tensor, TransformRandom, double[]> Draw, (double Low, double High)[] Ends)> Uniform = new(StringComparer.Ordinal)
    {
        ["Blur"] = ((i, r) => [new Blur().Draw(i, r)], [(3, 7)]),
        ["Blur to 21"] = ((i, r) => [new Blur(List(5L, 21L)).Draw(i, r)], [(5, 21)]),
        ["MedianBlur"] = ((i, r) => [new MedianBlur().Draw(i, r)], [(3, 7)]),
        ["MotionBlur"] = ((i, r) => [new MotionBlur().Draw(i, r).Size], [(3, 7)]),
        ["Defocus"] = ((i, r) => new Defocus().Draw(i, r) is var d ? [d.Radius, d.AliasBlur] : [], [(3, 10), (0.1, 0.5)]),
        ["AdvancedBlur"] = ((i, r) => new AdvancedBlur().Draw(i, r) is var d ? [d.Size, d.SigmaX, d.SigmaY, d.Angle, d.Noise[4]] : [], [(3, 7), (0.2, 1), (0.2, 1), (-90, 90), (0.9, 1.1)]),
        ["CLAHE"] = ((i, r) => [new CLAHE().Draw(i, r)], [(1, 4)]),
        ["ColorJitter"] = ((i, r) => new ColorJitter().Draw(i, r) is var d ? [d.Brightness, d.Contrast, d.Saturation, d.Hue, d.Order[0]] : [], [(0.8, 1.2), (0.8, 1.2), (0.8, 1.2), (-0.2, 0.2), (0, 3)]),
        ["RGBShift"] = ((i, r) => new RGBShift().Draw(i, r) is var d ? [d.Red, d.Green, d.Blue] : [], [(-20, 20), (-20, 20), (-20, 20)]),
        ["HueSaturationValue"] = ((i, r) => new HueSaturationValue().Draw(i, r) is var d ? [d.Hue, d.Saturation, d.Value] : [], [(-20, 20), (-30, 30), (-20, 20)]),
        ["RandomBrightnessContrast"] = ((i, r) => new RandomBrightnessContrast().Draw(i, r) is var d ? [d.Contrast, d.Brightness] : [], [(0.8, 1.2), (-0.2, 0.2)]),
        ["RandomGamma"] = ((i, r) => [new RandomGamma().Draw(i, r)], [(0.8, 1.2)]),
        ["RandomSnow"] = ((i, r) => [new RandomSnow().Draw(i, r)], [(0.1, 0.3)]),
        ["Posterize"] = ((i, r) => [new Posterize(List(2L, 6L)).Draw(i, r)[0]], [(2, 6)]),
        ["Solarize"] = ((i, r) => [new Solarize(List(50L, 200L)).Draw(i, r)], [(50, 200)]),
        ["Sharpen"] = ((i, r) => new Sharpen().Draw(i, r) is var d ? [d.Alpha, d.Lightness] : [], [(0.2, 0.5), (0.5, 1)]),
        ["Emboss"] = ((i, r) => new Emboss().Draw(i, r) is var d ? [d.Alpha, d.Strength] : [], [(0.2, 0.5), (0.2, 0.7)]),
        ["UnsharpMask"] = ((i, r) => new UnsharpMask().Draw(i, r) is var d ? [d.Size, d.Alpha] : [], [(3, 7), (0.2, 0.5)]),
        ["Downscale"] = ((i, r) => [new Downscale(0.3, 0.6).Draw(i, r)], [(0.3, 0.6)]),
        ["ImageCompression"] = ((i, r) => [new ImageCompression(20, 100).Draw(i, r)], [(20, 100)]),
        ["RingingOvershoot"] = ((i, r) => new RingingOvershoot().Draw(i, r) is var d ? [d.Size, d.Cutoff] : [], [(7, 15), (Math.PI / 4, Math.PI / 2)]),
        ["ChannelShuffle"] = ((i, r) => [new ChannelShuffle().Draw(i, r)[1]], [(0, 2)]),
        ["ChannelDropout"] = ((i, r) => [new ChannelDropout().Draw(i, r)[0]], [(0, 2)]),
        ["RandomCrop"] = ((_, r) => new RandomCrop(9, 9).DrawParameters(Size, r) is var d ? [d.X, d.Y] : [], [(0, 1), (0, 1)]),
        ["RandomCropFromBorders"] = ((_, r) => new RandomCropFromBorders().DrawParameters(Size, r) is var d ? [d.Left, d.Top, d.Right, d.Bottom] : [], [(0, 12), (0, 9), (108, 120), (81, 90)]),
        ["RandomCropNearBBox"] = ((_, r) => new RandomCropNearBBox().DrawParameters(Size, r) is var d ? [d.Left, d.Bottom] : [], [(21, 39), (41, 59)]),
        ["RandomSizedCrop"] = ((_, r) => [new RandomSizedCrop(List(20L, 80L), 9, 9).DrawParameters(Size, r).Height], [(20, 80)]),
        ["RandomScale"] = ((_, r) => [new RandomScale().DrawParameters(Size, r)], [(0.9, 1.1)]),
        ["RandomRotate90"] = ((_, r) => [new RandomRotate90().DrawParameters(Size, r)], [(0, 3)]),
        ["Flip"] = ((_, r) => [new Flip().DrawParameters(Size, r)], [(-1, 1)]),
        ["Rotate"] = ((_, r) => [new Rotate().DrawParameters(Size, r)], [(-90, 90)]),
        ["SafeRotate"] = ((_, r) => [new SafeRotate(List(10L, 30L)).DrawParameters(Size, r)], [(10, 30)]),
        ["ShiftScaleRotate"] = ((_, r) => new ShiftScaleRotate().DrawParameters(Size, r) is var d ? [d.Angle, d.Scale, d.X, d.Y] : [], [(-45, 45), (0.9, 1.1), (-0.0625, 0.0625), (-0.0625, 0.0625)]),
        ["Affine"] = ((_, r) => new Affine().DrawParameters(Size, r) is var d ? [d.ScaleX, d.ScaleY, d.ShiftX, d.ShiftY, d.Angle, d.ShearX, d.ShearY] : [], [(0.9, 1.1), (0.9, 1.1), (-12, 12), (-9, 9), (-15, 15), (-10, 10), (-10, 10)]),
        ["GridDistortion"] = ((_, r) => new GridDistortion().DrawParameters(Size, r) is var d ? [d.X[2], d.Y[0]] : [], [(0.7, 1.3), (0.7, 1.3)]),
        ["OpticalDistortion"] = ((_, r) => new OpticalDistortion(0.05, 2.49).DrawParameters(Size, r) is var d ? [d.K] : [], [(-0.05, 0.05)]),
        ["CoarseDropout"] = ((_, r) => new CoarseDropout(minHoles: 2, maxHeight: 9L, minHeight: 3L).DrawParameters(Size, r) is var d ? [d.Count, d[0].Bottom - d[0].Top] : [], [(2, 8), (3, 9)]),
        ["GridDropout"] = ((_, r) => new GridDropout(unitSizeMin: 8, unitSizeMax: 20, randomOffset: true).DrawParameters(Size, r) is var d ? [d.Select(h => h.Left).Distinct().Order().Skip(1).First() - d[0].Left] : [], [(8, 20)]),
        ["CropAndPad"] = ((_, r) => new CropAndPad(px: List(-10L, 10L)).DrawParameters(Size, r) is var d ? [d.Top, d.Left] : [], [(-10, 10), (-10, 10)]),
        ["PadIfNeeded"] = ((_, r) => new PadIfNeeded(position: "random").DrawParameters(Size, r) is var d ? [d.X, d.Y] : [], [(0, 1), (0, 1)]),
        ["LongestMaxSize"] = ((_, r) => [new LongestMaxSize(List(10L, 20L, 30L)).DrawParameters(Size, r)], [(10, 30)]),
    };

    public static TheoryData<string> Names => [.. Uniform.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Drawn_parameters_are_uniform_over_their_range(string name)
    {
        using var image = torch.zeros([9, 12, 3], torch.uint8);
        var (draw, ends) = Uniform[name];
        var values = Enumerable.Range(0, Draws).Select(i => draw(image, TransformRandom.For(5, 0, i))).ToArray();
        for (var k = 0; k < ends.Length; k++)
        {
            var (low, high) = ends[k];
            var (least, most, mean) = (values.Min(v => v[k]), values.Max(v => v[k]), values.Average(v => v[k]));
            var close = (high - low) * 0.01;
            least.ShouldBeInRange(low - 1e-9, low + close, $"{name}, number {k}: the least");
            most.ShouldBeInRange(high - close, high + 1e-9, $"{name}, number {k}: the greatest");
            // No uniform distribution, of real numbers or of a few integers, deviates by more than half its range.
            Math.Abs(mean - ((low + high) / 2)).ShouldBeLessThan(4 * (high - low) / 2 / Math.Sqrt(Draws), $"{name}, number {k}: the mean {mean}");
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(1.0)]
    public void A_probability_is_how_often_it_happens(double p)
    {
        foreach (var operation in (IAlbumentation[])[new InvertImg(p: p), new HorizontalFlip(p: p), new Compose([new NoOp(p: 1)], p), new OneOf([new NoOp(p: 1)], p), new Sequential([new NoOp(p: 1)], p)])
        {
            ShouldBeShare(Enumerable.Range(0, Draws).Count(i => operation.Steps(Size, TransformRandom.For(1, 0, i)).Count > 0), p, operation.GetType().Name);
        }

        Enumerable.Range(0, 100).ShouldAllBe(i => new NoOp(alwaysApply: true, p: p).Steps(Size, TransformRandom.For(1, 0, i), false).Count == 1);
    }

    [Fact]
    public void Choices_go_by_weights()
    {
        var (a, b, c) = (new HorizontalFlip(p: 0.2), new VerticalFlip(p: 0.6), new Transpose(p: 0.2));
        var one = Counts(new OneOf([a, b, c], 1));
        ShouldBeShare(one[a], 0.2, "one of, a");
        ShouldBeShare(one[b], 0.6, "one of, b");
        var two = Counts(new SomeOf([a, b, c], 2, replace: false));
        (two[a] + two[b] + two[c]).ShouldBe(2 * Draws);
        // b comes first, or second after a or c.
        ShouldBeShare(two[b], 0.6 + (0.4 * 0.75), "some of, b");
        var again = Counts(new SomeOf([a, b, c], 2));
        ShouldBeShare(again[b] / 2, 0.6, "some of with replacement, b");
        var either = Counts(new OneOrOther([a, b], 0.3));
        ShouldBeShare(either[a], 0.3, "one or other, a");
        (either[a] + either[b]).ShouldBe(Draws);
    }

    [Fact]
    public void Parts_of_a_composition_draw_for_themselves()
    {
        var (a, b) = (new HorizontalFlip(p: 0.5), new VerticalFlip(p: 0.5));
        var both = new Compose([a, b]);
        var counts = Enumerable.Range(0, Draws).GroupBy(i => both.Steps(Size, TransformRandom.For(9, 0, i)).Count).ToDictionary(group => group.Key, group => group.Count());
        ShouldBeShare(counts[0], 0.25, "none");
        ShouldBeShare(counts[1], 0.5, "one");
        ShouldBeShare(counts[2], 0.25, "both");
    }

    [Fact]
    public void A_part_that_is_always_applied_is_so_without_its_composition()
    {
        var always = new HorizontalFlip(alwaysApply: true);
        var steps = new Compose([new VerticalFlip(p: 1), new OneOf([always, new Transpose(p: 1)])], p: 0).Steps(Size, TransformRandom.For(0, 0, 0));
        steps.ShouldHaveSingleItem().Operation.ShouldBe(always);
        new Sequential([always], p: 0).Steps(Size, TransformRandom.For(0, 0, 0)).ShouldBeEmpty();
    }

    [Fact]
    public void Noise_has_its_distribution()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.zeros([100, 100], torch.uint8);
        var noise = new GaussNoise(List(25.0, 25.0), 3).Draw(image, TransformRandom.For(0, 0, 0));
        noise.mean().ToDouble().ShouldBe(3, 4 * 5 / 100.0);
        noise.std().ToDouble().ShouldBe(5, 4 * 5 / Math.Sqrt(2 * 10_000));
        var counts = TransformRandom.For(0, 0, 1).Poisson([100, 100], 7.5).to(torch.float64);
        counts.mean().ToDouble().ShouldBe(7.5, 4 * Math.Sqrt(7.5) / 100);
        counts.@var().ToDouble().ShouldBe(7.5, 7.5 * 4 * Math.Sqrt((2 + (1 / 7.5)) / 10_000));
        var dropped = new PixelDropout(0.2).Draw(image, TransformRandom.For(0, 0, 2)).Dropped;
        ShouldBeShare((int)dropped.sum().ToInt64(), 0.2, "dropped pixels");
        var multiplied = new MultiplicativeNoise(List(0.5, 1.5), elementwise: true).Draw(image, TransformRandom.For(0, 0, 3));
        multiplied.min().ToDouble().ShouldBeInRange(0.5, 0.51);
        multiplied.max().ToDouble().ShouldBeInRange(1.49, 1.5);
        var curve = Enumerable.Range(0, Draws).Select(i => new RandomToneCurve(0.05).Draw(image, TransformRandom.For(0, 0, i))).ToArray();
        curve.Average(c => c.Low).ShouldBe(0.25, 4 * 0.05 / 100);
        curve.Average(c => c.High).ShouldBe(0.75, 4 * 0.05 / 100);
        Enumerable.Range(0, Draws).Select(i => new FancyPCA().Draw(image, TransformRandom.For(0, 0, i))).Average(alpha => alpha * alpha).ShouldBe(0.01, 0.01 * 4 * Math.Sqrt(2.0 / Draws));
    }

    [Fact]
    public void The_same_stream_gives_the_same_picture_and_another_one_another()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.arange(60 * 80 * 3, torch.ScalarType.Int32).remainder(251).to(torch.uint8).reshape(60, 80, 3);
        foreach (var operation in (Operation[])
        [
            new GaussNoise(p: 1), new RandomRain(p: 1), new RandomFog(p: 1), new RandomShadow(p: 1), new RandomSunFlare(p: 1), new RandomGravel(p: 1), new Spatter(p: 1), new ISONoise(p: 1),
            new GlassBlur(p: 1), new Superpixels(0.5, p: 1), new ElasticTransform(p: 1), new PiecewiseAffine(p: 1), new Perspective(p: 1), new RandomGridShuffle(p: 1), new CoarseDropout(p: 1),
        ])
        {
            torch.Tensor Run(int epoch) => (torch.Tensor)operation.Apply(image, TransformRandom.For(2, epoch, 7))!;
            Run(0).eq(Run(0)).all().ToBoolean().ShouldBeTrue(operation.TypeName);
            Run(0).eq(Run(1)).all().ToBoolean().ShouldBeFalse(operation.TypeName);
        }
    }

    [Fact]
    public void Superpixels_are_flat_and_their_mean_stays()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.arange(40 * 50 * 3, torch.ScalarType.Int32).div(24, "floor").to(torch.uint8).reshape(40, 50, 3);
        var operation = new Superpixels(1.0, 20L, p: 1);
        var result = operation.Change(image, operation.Draw(image, TransformRandom.For(0, 0, 0)));
        var colors = result.reshape(-1, 3).unique(dim: 0).output.shape[0];
        colors.ShouldBeInRange(2, 40);
        result.to(torch.float64).mean().ToDouble().ShouldBe(image.to(torch.float64).mean().ToDouble(), 1);
        operation.Change(image, (20, new bool[20])).ShouldBeSameAs(image);
    }

    private static Dictionary<IAlbumentation, int> Counts(Composition composition)
    {
        var counts = composition.Transforms.ToDictionary(part => part, _ => 0);
        for (var i = 0; i < Draws; i++)
        {
            foreach (var step in composition.Steps(Size, TransformRandom.For(4, 0, i)))
            {
                counts[(IAlbumentation)step.Operation]++;
            }
        }

        return counts;
    }

    private static void ShouldBeShare(int count, double share, string what) =>
        Math.Abs(count - (Draws * share)).ShouldBeLessThanOrEqualTo(4 * Math.Sqrt(Draws * share * (1 - share)), $"{what}: {count} of {Draws}, expected {share}");

    private static List<object?> List(params object?[] values) => [.. values];
}
