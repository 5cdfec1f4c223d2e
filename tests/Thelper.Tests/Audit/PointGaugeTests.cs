using Thelper.Audit;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Audit;

/// <summary>Points are measured to a part of a pixel, and what they are called in a mirror is up to the pairs.</summary>
[NoLeaks]
public sealed class PointGaugeTests
{
    private static readonly SampleFields Fields = new("image", new Dictionary<string, FieldKind> { ["points"] = FieldKind.Points }) { Pairs = [(0, 1)] };

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(7.5)]
    public void A_point_that_stays_behind_is_off_by_what_the_image_moved(double shift)
    {
        using var scope = torch.NewDisposeScope();
        var sample = Make();
        var readings = Read(sample, Affine(shift), moved: false);
        readings.Count.ShouldBe(3);
        readings.ShouldAllBe(reading => Math.Abs(reading.Drift!.Value - shift) < 0.1);
        Read(sample, Affine(shift), moved: true).ShouldAllBe(reading => reading.Drift < 0.1);
    }

    [Fact]
    public void A_point_that_leaves_the_image_is_outside_and_one_that_is_kept_then_is_wrong()
    {
        using var scope = torch.NewDisposeScope();
        var sample = Make();
        Read(sample, Affine(70), moved: true).Select(reading => (reading.Dropped, reading.Note)).ShouldBe([(null, null), ("outside", null), (null, null)]);
        Read(sample, Affine(70), moved: false)[1].Note.ShouldNotBeNull();
    }

    [Fact]
    public void A_mirror_may_exchange_the_names_of_a_pair()
    {
        using var scope = torch.NewDisposeScope();
        var sample = Make();
        var flip = new TransformWrapper(new Vision.Transforms.RandomHorizontalFlip(1)).For(Fields);
        Read(sample, flip, moved: true).ShouldAllBe(reading => reading.Drift < 0.1);
    }

    private static Sample Make() => new()
    {
        ["image"] = torch.arange(100 * 120 * 3, dtype: torch.float32).mul(37).remainder(251).reshape(100, 120, 3).to(torch.uint8),
        ["points"] = torch.tensor(new[] { 20.0, 30.0, 80.5, 40.25, 30.0, 70.0 }, [3, 2], dtype: torch.float64),
    };

    private static TransformWrapper Affine(double shift) => new TransformWrapper(new Thelper.Transforms.Affine(new object[] { 1.0, 0.0, shift, 0.0, 1.0, 0.0 })).For(Fields);

    private static List<Reading> Read(Sample sample, ITransform stage, bool moved)
    {
        var step = PipelineStep.With(stage, TransformRandom.For(0, 0, 0).ToString());
        var after = step.Apply(sample);
        var (probe, problem) = Probe.Of(step, sample, after, "image");
        problem.ShouldBeNull();
        return [.. PointGauge.Measure(probe!, (torch.Tensor)sample["points"]!, (torch.Tensor)(moved ? after : sample)["points"]!, Fields.Pairs)];
    }
}
