using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>What chance decides, over 10,000 draws, within four standard deviations.</summary>
[NoLeaks]
public class DrawStatisticsTests
{
    private const int Draws = 10_000;

    [Theory]
    [InlineData("thelper.transforms.TransformWrapper", """{"operation": "thelper.transforms.Transpose", "params": {"axes": [1, 0]}, "probability": P}""")]
    [InlineData("thelper.transforms.RandomShift", """{"min": 1, "max": 2, "probability": P}""")]
    [InlineData("thelper.transforms.RandomResizedCrop", """{"output_size": 2, "probability": P}""")]
    public void A_probability_is_how_often_it_happens(string operation, string parameters)
    {
        using var image = torch.ones([3, 3]);
        foreach (var probability in new[] { 0.0, 0.1, 0.25, 0.5, 0.9, 1.0 })
        {
            var transform = Load($$"""[{"operation": "{{operation}}", "params": {{parameters.Replace("P}", FormattableString.Invariant($"{probability:0.00}}}"), StringComparison.Ordinal)}}}]""");
            var fired = Count(i => !ReferenceEquals(transform.Apply(image, TransformRandom.For(1, 0, i)), image));
            ShouldBeShare(fired, probability, operation);
        }
    }

    [Fact]
    public void Shifts_are_uniform_and_independent()
    {
        using var outer = torch.NewDisposeScope();
        var ramp = torch.arange(64, torch.ScalarType.Float32);
        var image = torch.stack([ramp.unsqueeze(0).expand(64, 64), ramp.unsqueeze(1).expand(64, 64)], 2).contiguous();
        var shift = new RandomShift(new List<object?> { -8L, 2L }, new List<object?> { 4L, 20L });
        var (x, y) = (new double[Draws], new double[Draws]);
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            var pixels = ((torch.Tensor)shift.Apply(image, TransformRandom.For(0, 0, i))!).DataSpan<float>();
            (x[i], y[i]) = (32 - pixels[((32 * 64) + 32) * 2], 32 - pixels[(((32 * 64) + 32) * 2) + 1]);
        }

        ShouldBeUniform(x, -8, 4);
        ShouldBeUniform(y, 2, 20);
        var correlation = x.Zip(y, (a, b) => (a + 2) * (b - 11)).Average() / (12 / Math.Sqrt(12) * (18 / Math.Sqrt(12)));
        Math.Abs(correlation).ShouldBeLessThan(4 / Math.Sqrt(Draws));
    }

    [Fact]
    public void Crops_are_uniform_in_size_and_place()
    {
        using var outer = torch.NewDisposeScope();
        var image = torch.arange(40 * 60, torch.ScalarType.Float32).reshape(40, 60);
        var crop = new RandomResizedCrop(null, new List<object?> { new List<object?> { 10L, 8L }, new List<object?> { 19L, 12L } });
        var (widths, heights) = (new int[20], new int[13]);
        var (left, top) = (new double[Draws], new double[Draws]);
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            var part = (torch.Tensor)crop.Apply(image, TransformRandom.For(0, 0, i))!;
            widths[part.shape[1]]++;
            heights[part.shape[0]]++;
            var corner = (int)part[0, 0].ToSingle();
            (left[i], top[i]) = ((corner % 60) / (double)(60 - part.shape[1]), (corner / 60) / (double)(40 - part.shape[0]));
        }

        foreach (var width in widths[10..])
        {
            ShouldBeShare(width, 0.1, "width");
        }

        foreach (var height in heights[8..])
        {
            ShouldBeShare(height, 0.2, "height");
        }

        left.Average().ShouldBe(0.5, 4 * 0.31 / Math.Sqrt(Draws));
        top.Average().ShouldBe(0.5, 4 * 0.32 / Math.Sqrt(Draws));
    }

    [Fact]
    public void Areas_are_uniform_and_aspects_turn_half_the_time()
    {
        using var outer = torch.NewDisposeScope();
        var image = torch.zeros([400, 400], torch.ScalarType.Byte);
        var crop = new RandomResizedCrop(null, new List<object?> { 0.1, 0.4 }, new List<object?> { 1.5, 2.0 });
        var areas = new double[Draws];
        var wide = 0;
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            var shape = ((torch.Tensor)crop.Apply(image, TransformRandom.For(2, 0, i))!).shape;
            areas[i] = shape[0] * shape[1] / 160_000.0;
            wide += shape[1] > shape[0] ? 1 : 0;
            (Math.Max(shape[0], shape[1]) / (double)Math.Min(shape[0], shape[1])).ShouldBeInRange(1.48, 2.03);
        }

        ShouldBeShare(wide, 0.5, "wide crops");
        ShouldBeUniform(areas, 0.1, 0.4, 0.002);
    }

    [Fact]
    public void A_linked_fate_is_one_draw_and_others_are_independent()
    {
        using var image = torch.ones([2, 3]);
        var sample = new Sample { ["a"] = image, ["b"] = image };
        var (linkedBoth, linkedOne, freeBoth, freeOne) = (0, 0, 0, 0);
        var linked = new TransformWrapper(new Transpose([1, 0]), 0.5);
        var free = new TransformWrapper(new Transpose([1, 0]), 0.5, linkedFate: false);
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            Tally((Sample)linked.Apply(sample, TransformRandom.For(3, 0, i))!, ref linkedBoth, ref linkedOne);
            Tally((Sample)free.Apply(sample, TransformRandom.For(3, 0, i))!, ref freeBoth, ref freeOne);
        }

        linkedOne.ShouldBe(0);
        ShouldBeShare(linkedBoth, 0.5, "both, linked");
        ShouldBeShare(freeBoth, 0.25, "both, unlinked");
        ShouldBeShare(freeOne, 0.5, "one, unlinked");

        void Tally(Sample result, ref int both, ref int one)
        {
            var (a, b) = (!ReferenceEquals(result["a"], image), !ReferenceEquals(result["b"], image));
            both += a && b ? 1 : 0;
            one += a != b ? 1 : 0;
        }
    }

    [Theory]
    [InlineData("""[{"operation": "thelper.transforms.RandomShift", "params": {"min": -9, "max": 9}}]""")]
    [InlineData("""[{"operation": "thelper.transforms.RandomResizedCrop", "params": {"output_size": 8}}]""")]
    [InlineData("""[{"operation": "thelper.transforms.ToNumpy"}, {"operation": "thelper.transforms.Compose", "params": {"transforms": [{"operation": "thelper.transforms.NoTransform"}, {"operation": "thelper.transforms.Compose", "params": {"transforms": [{"operation": "thelper.transforms.RandomShift", "params": {"min": -9, "max": 9}, "target_key": "image"}]}}]}}]""")]
    [InlineData("""[{"operation": "thelper.transforms.CustomStepCompose", "params": {"milestones": {"0": [{"operation": "thelper.transforms.RandomShift", "params": {"min": -9, "max": 9}, "target_key": "image"}]}}}]""")]
    [InlineData("""[{"operation": "thelper.transforms.TransformWrapper", "params": {"operation": "thelper.transforms.TransformWrapper", "params": {"operation": "thelper.transforms.RandomShift", "params": {"min": -9, "max": 9}}}}]""")]
    [InlineData("""[{"operation": "thelper.transforms.Duplicator", "params": {"count": 2}}, {"operation": "thelper.transforms.RandomShift", "params": {"min": -9, "max": 9}, "linked_fate": false}]""")]
    public void Seed_and_epoch_reach_every_operation(string stages)
    {
        using var scope = torch.NewDisposeScope();
        var transform = Load(stages);
        var sample = new Sample { ["image"] = torch.arange(144, torch.ScalarType.Float32).reshape(12, 12) };
        var results = new[] { (0L, 0, 0L), (1L, 0, 0L), (0L, 1, 0L), (0L, 0, 1L) }.Select(key => Run(key.Item1, key.Item2, key.Item3)).ToArray();
        results.Distinct().Count().ShouldBe(4);
        Run(0, 0, 0).ShouldBe(results[0]);

        string Run(long seed, int epoch, long index)
        {
            var result = ((Sample)transform.Apply(sample, TransformRandom.For(seed, epoch, index))!)["image"];
            return string.Join(';', (result as List<object?> ?? [result]).Select(image => string.Join(',', ((torch.Tensor)image!).contiguous().DataSpan<float>().ToArray())));
        }
    }

    private static int Count(Func<int, bool> happens)
    {
        var count = 0;
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            count += happens(i) ? 1 : 0;
        }

        return count;
    }

    private static void ShouldBeShare(int count, double share, string what) =>
        Math.Abs(count - (Draws * share)).ShouldBeLessThanOrEqualTo(4 * Math.Sqrt(Draws * share * (1 - share)), $"{what}: {count} of {Draws}, expected {share}");

    private static void ShouldBeUniform(double[] values, double low, double high, double rounding = 0.04)
    {
        values.ShouldAllBe(value => value >= low - rounding && value <= high + rounding);
        var deviation = (high - low) / Math.Sqrt(12);
        values.Average().ShouldBe((low + high) / 2, 4 * deviation / Math.Sqrt(values.Length) + (rounding / 10));
        for (var bin = 0; bin < 8; bin++)
        {
            var (from, to) = (low + ((high - low) * bin / 8), low + ((high - low) * (bin + 1) / 8));
            ShouldBeShare(values.Count(value => value >= from && value < to), 1 / 8.0, $"from {from} to {to}");
        }
    }

    private static ITransform Load(string json)
    {
        var errors = new ConfigErrors();
        var transform = TransformsFactory.Load(ConfigLoader.Parse(json, "test.json"), new(), errors);
        errors.Messages.ShouldBeEmpty();
        return transform!;
    }
}
