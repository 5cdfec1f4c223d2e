using Thelper.Audit;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Audit;

/// <summary>Heat maps move with their images, between whole pixels too, and one that stays is found.</summary>
[NoLeaks]
public sealed class HeatGaugeTests
{
    private static readonly SampleFields Fields = new("image", new Dictionary<string, FieldKind> { ["heat"] = FieldKind.HeatMap });

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1, 0.75)]
    [InlineData(2, 1.75)]
    [InlineData(12, 3)]
    public void A_map_that_stays_behind_is_off_by_what_the_image_moved(double shift, double least)
    {
        using var scope = torch.NewDisposeScope();
        var reading = Read(Affine(shift), moved: false);
        reading.Drift!.Value.ShouldBeInRange(least, shift + 0.5);
        reading.IsOff.ShouldBe(least >= Reading.Limit);
        Read(Affine(shift), moved: true).Drift!.Value.ShouldBeLessThan(Reading.Limit);
    }

    [Fact]
    public void Turned_mirrored_and_resized_maps_are_not_off()
    {
        using var scope = torch.NewDisposeScope();
        ITransform[] operations =
        [
            new Vision.Transforms.RandomHorizontalFlip(1), new Vision.Transforms.RandomRotation(25L, "bilinear"), new Vision.Transforms.RandomResizedCrop(80L, new List<object?> { 0.8, 1.0 }),
            new Thelper.Transforms.Resize(new List<object?> { 90L, 75L }), new Vision.Albumentations.Perspective(p: 1),
        ];
        foreach (var operation in operations)
        {
            var reading = Read(new TransformWrapper(operation).For(Fields), moved: true);
            reading.Drift!.Value.ShouldBeLessThan(Reading.Limit, operation.ToString());
        }

        Read(new TransformWrapper(operations[0]).For(Fields), moved: false).IsOff.ShouldBeTrue();
    }

    [Fact]
    public void A_map_of_another_size_is_wrong_and_an_even_one_is_not_measured()
    {
        using var scope = torch.NewDisposeScope();
        Read(new TransformWrapper(new Thelper.Transforms.Resize(new List<object?> { 90L, 75L })).For(Fields), moved: false).IsWrong.ShouldBeTrue();
        var sample = Make();
        sample["heat"] = torch.full([100, 120], 0.5);
        Read(Affine(3), moved: true, sample).Note.ShouldBe("it has the same value everywhere");
    }

    private static Sample Make()
    {
        var (y, x) = (torch.arange(100).to(torch.float64).unsqueeze(1), torch.arange(120).to(torch.float64));
        torch.Tensor Peak(double cx, double cy, double width) => ((x - cx).square() + (y - cy).square()).div(-2 * width * width).exp();
        return new()
        {
            ["image"] = torch.arange(100 * 120 * 3, dtype: torch.float32).mul(37).remainder(251).reshape(100, 120, 3).to(torch.uint8),
            ["heat"] = torch.maximum(Peak(40, 45, 4), Peak(75.5, 60.25, 7)).to(torch.float32),
        };
    }

    private static TransformWrapper Affine(double shift) => new TransformWrapper(new Thelper.Transforms.Affine(new object[] { 1.0, 0.0, shift, 0.0, 1.0, 0.0 })).For(Fields);

    private static Reading Read(ITransform stage, bool moved, Sample? given = null)
    {
        var sample = given ?? Make();
        var step = PipelineStep.With(stage, TransformRandom.For(0, 0, 0).ToString());
        var after = step.Apply(sample);
        var (probe, problem) = Probe.Of(step, sample, after, "image");
        problem.ShouldBeNull();
        return HeatGauge.Measure(probe!, sample["heat"], (moved ? after : sample)["heat"], "heat");
    }
}
