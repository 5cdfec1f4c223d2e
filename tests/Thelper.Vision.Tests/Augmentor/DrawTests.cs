using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Augmentor;

namespace Thelper.Vision.Tests.Augmentor;

/// <summary>What chance decides in Augmentor's operations, over 10,000 draws: ranges, means and shares within four standard deviations.</summary>
[NoLeaks]
public class DrawTests
{
    private const int Draws = 10_000;

    private static readonly Scene Size = new(90, 120);

    // Of each operation its drawn numbers, each with the ends of its uniform distribution.
    private static readonly Dictionary<string, (Func<TransformRandom, double[]> Draw, (double Low, double High)[] Ends)> Uniform = new(StringComparer.Ordinal)
    {
        ["zoom"] = (r => [new Zoom(1, 1.1, 1.5).DrawParameters(Size, r)], [(1.1, 1.5)]),
        ["zoom_random"] = (r => new ZoomRandom(1, 0.8).DrawParameters(Size, r) is var d ? [d.Left, d.Top] : [], [(0, 24), (0, 18)]),
        ["zoom_random, any"] = (r => [new ZoomRandom(1, 0.8, true).DrawParameters(Size, r).Width / 120.0], [(0.1, 0.8)]),
        ["crop_random"] = (r => new CropRandom(1, 0.5).DrawParameters(Size, r) is var d ? [d.Left, d.Top] : [], [(0, 60), (0, 45)]),
        ["crop_centre, any"] = (r => [new CropCentre(1, 0.9, true).DrawParameters(Size, r).Width / 120.0], [(0.1, 0.9)]),
        ["crop_by_size"] = (r => new CropBySize(1, 100, 40, false).DrawParameters(Size, r) is var d ? [d.Left, d.Top] : [], [(0, 20), (0, 50)]),
        ["rotate_random_90"] = (r => [new RotateRandom90(1).DrawParameters(Size, r)], [(1, 3)]),
        ["flip_random"] = (r => [new FlipRandom(1).DrawParameters(Size, r) ? 1 : 0], [(0, 1)]),
        ["skew_tilt"] = (r => new SkewTilt(1, 0.5).DrawParameters(Size, r) is var d ? [d.Direction, d.Amount] : [], [(0, 3), (1, 60)]),
        ["skew_left_right"] = (r => [new SkewLeftRight(1).DrawParameters(Size, r).Direction], [(0, 1)]),
        ["skew_top_bottom"] = (r => [new SkewTopBottom(1).DrawParameters(Size, r).Direction], [(2, 3)]),
        ["skew_corner"] = (r => new SkewCorner(1).DrawParameters(Size, r) is var d ? [d.Direction, d.Amount] : [], [(4, 11), (1, 120)]),
        ["shear"] = (r => new Shear(1, 10, 25).DrawParameters(Size, r) is var d ? [d.Angle, d.AlongRows ? 1 : 0] : [], [(-10, 25), (0, 1)]),
        ["random_distortion"] = (r => new RandomDistortion(1, 4, 4, 8).DrawParameters(Size, r) is var d ? [d[0].X, d[8].Y] : [], [(-8, 8), (-8, 8)]),
        ["random_brightness"] = (r => [new RandomBrightness(1, 0.5, 1.5).DrawParameters(Size, r)], [(0.5, 1.5)]),
        ["random_color"] = (r => [new RandomColor(1, 0, 2).DrawParameters(Size, r)], [(0, 2)]),
        ["random_contrast"] = (r => [new RandomContrast(1, 0.2, 0.6).DrawParameters(Size, r)], [(0.2, 0.6)]),
        ["random_erasing"] = (r => new RandomErasing(1, 0.4).DrawParameters(Size, r) is var d ? [d.Width, d.Height] : [], [(12, 48), (9, 36)]),
        ["hsv_shifting"] = (r => new HsvShifting(1, 0.1, 0.5, 0.2, 1, 0.3).DrawParameters(Size, r) is var d ? [d.Hue, d.SaturationScale, d.Saturation, d.ValueScale, d.Value] : [], [(-0.1, 0.1), (1 / 1.5, 1.5), (-0.2, 0.2), (0.5, 2), (-0.3, 0.3)]),
    };

    public static TheoryData<string> Names => [.. Uniform.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Drawn_parameters_are_uniform_over_their_range(string name)
    {
        var (draw, ends) = Uniform[name];
        var values = Enumerable.Range(0, Draws).Select(i => draw(TransformRandom.For(5, 0, i))).ToArray();
        for (var k = 0; k < ends.Length; k++)
        {
            var (low, high) = ends[k];
            var (least, most, mean) = (values.Min(v => v[k]), values.Max(v => v[k]), values.Average(v => v[k]));
            // Sizes are whole pixels of 120.
            var close = Math.Max((high - low) * 0.01, name.EndsWith("any", StringComparison.Ordinal) ? 1.01 / 120 : 0);
            least.ShouldBeInRange(low - 1e-9 - close, low + close, $"{name}, number {k}: the least");
            most.ShouldBeInRange(high - close, high + 1e-9, $"{name}, number {k}: the greatest");
            Math.Abs(mean - ((low + high) / 2)).ShouldBeLessThan((4 * (high - low) / 2 / Math.Sqrt(Draws)) + (close / 2), $"{name}, number {k}: the mean {mean}");
        }
    }

    [Fact]
    public void Angles_are_as_likely_to_the_left_as_to_the_right()
    {
        foreach (var draw in new Func<TransformRandom, int>[] { r => new Rotate(1, 10, 20).DrawParameters(Size, r), r => new RotateWithoutCrop(1, 9.2, 20).DrawParameters(Size, r) })
        {
            var angles = Enumerable.Range(0, Draws).Select(i => draw(TransformRandom.For(2, 0, i))).ToArray();
            (angles.Min(), angles.Max()).ShouldBe((-20, 10));
            ShouldBeShare(angles.Count(angle => angle > 0), 0.5 * 10 / 11, "left");
            ShouldBeShare(angles.Count(angle => angle < 0), 0.5 * 20 / 21, "right");
        }
    }

    [Fact]
    public void A_skew_chooses_its_kind_first()
    {
        var directions = Enumerable.Range(0, Draws).Select(i => new Skew(1).DrawParameters(Size, TransformRandom.For(2, 0, i)).Direction).ToArray();
        ShouldBeShare(directions.Count(direction => direction == 0), 0.25 * (0.25 + 0.5), "left");
        ShouldBeShare(directions.Count(direction => direction == 3), 0.25 * (0.25 + 0.5), "backwards");
        ShouldBeShare(directions.Count(direction => direction == 7), 0.25 / 8, "a corner");
    }

    [Fact]
    public void A_gaussian_distortion_deviates_as_its_surface_says()
    {
        var operation = new GaussianDistortion(1, 4, 2, 6, "ul", "in");
        var shifts = Enumerable.Range(0, Draws).Select(i => operation.DrawParameters(Size, TransformRandom.For(4, 0, i))[1]).ToArray();
        var deviation = operation.Deviation(0.5, 0.5);
        shifts.Average(shift => shift.X).ShouldBe(0, 4 * deviation / Math.Sqrt(Draws));
        Math.Sqrt(shifts.Average(shift => shift.Y * shift.Y)).ShouldBe(deviation, 4 * deviation / Math.Sqrt(2 * Draws));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(0.75)]
    [InlineData(1.0)]
    public void A_probability_is_how_often_it_happens(double p)
    {
        ShouldBeShare(Enumerable.Range(0, Draws).Count(i => !new FlipLeftRight(p).Draw(Size, TransformRandom.For(1, 0, i)).StaysPut), p, "a flip");
        using var image = torch.zeros([2, 2, 1], torch.uint8);
        var invert = new Invert(p);
        var fired = 0;
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            fired += ReferenceEquals(invert.Draw(new Scene(2, 2), TransformRandom.For(1, 0, i)).Image(image), image) ? 0 : 1;
        }

        ShouldBeShare(fired, p, "an inversion");
    }

    [Fact]
    public void Operations_of_a_pipeline_draw_for_themselves()
    {
        var pipeline = new Pipeline([new FlipLeftRight(0.5), new Rotate180(0.5)]);
        var moved = Enumerable.Range(0, Draws).GroupBy(i => pipeline.Draw(Size, TransformRandom.For(3, 0, i)).Point(1, 1)).ToDictionary(group => group.Key, group => group.Count());
        moved.Count.ShouldBe(4);
        moved.Values.ShouldAllBe(count => Math.Abs(count - (Draws / 4)) < 4 * Math.Sqrt(Draws * 0.25 * 0.75));
    }

    private static void ShouldBeShare(int count, double share, string what) =>
        Math.Abs(count - (Draws * share)).ShouldBeLessThanOrEqualTo(4 * Math.Sqrt(Draws * share * (1 - share)), $"{what}: {count} of {Draws}, expected {share}");
}
