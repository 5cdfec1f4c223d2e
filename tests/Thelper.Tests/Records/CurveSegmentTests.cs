using Thelper.Records;
using Thelper.Testing;

namespace Thelper.Tests.Records;

[NoLeaks]
public class CurveSegmentTests
{
    [Fact]
    public void A_spike_and_a_NaN_of_one_step_stay_in_a_million()
    {
        var steps = Enumerable.Range(0, 1_000_000).Select(i => (double)i).ToList();
        var values = steps.ConvertAll(step => 1 + (step % 7));
        (values[654_321], values[123_456], values[777_777]) = (1000, -1000, double.NaN);
        var shown = new CurveSegment(steps, values).Columns(800, 0, 999_999);
        shown.Steps.Count.ShouldBeLessThan(3 * 801);
        shown.Steps.ShouldBe(shown.Steps.Order());
        var at = shown.Steps.Zip(shown.Values).ToDictionary();
        at[654_321].ShouldBe(1000);
        at[123_456].ShouldBe(-1000);
        at[777_777].ShouldBe(double.NaN);

        // Every column has its smallest and largest value, however it is drawn.
        foreach (var column in shown.Steps.Zip(shown.Values).GroupBy(point => Math.Floor(point.First / (999_999 / 800.0))).Where(group => group.Key < 799 && group.All(point => point.Second is >= 1 and <= 7)))
        {
            column.Min(point => point.Second).ShouldBe(1);
            column.Max(point => point.Second).ShouldBe(7);
        }
    }

    [Fact]
    public void What_is_zoomed_into_has_all_its_points_and_the_next_ones_beyond_the_edges()
    {
        var steps = Enumerable.Range(0, 1000).Select(i => i * 2.0).ToList();
        var segment = new CurveSegment(steps, steps);
        segment.Columns(800, 100, 110).Steps.ShouldBe([100, 102, 104, 106, 108, 110, 112]);
        segment.Columns(800, 99, 111).Steps.ShouldBe([98, 100, 102, 104, 106, 108, 110, 112]);
        segment.Columns(800, -10, 3).Steps.ShouldBe([0, 2, 4]);
        segment.Columns(800, 5000, 6000).Steps.ShouldBe([1998]);
        new CurveSegment([], []).Columns(5, 0, 1).Steps.ShouldBeEmpty();
        new CurveSegment([3], [double.NaN]).Columns(5, 0, 9).Values.ShouldBe([double.NaN]);
        Should.Throw<ArgumentOutOfRangeException>(() => segment.Columns(0, 0, 1));
    }

    // Tables from elsewhere may have them.
    [Fact]
    public void A_step_that_is_no_number_does_not_keep_it_for_ever()
    {
        List<double> steps = [.. Enumerable.Range(0, 101), double.NaN, 100];
        var shown = new CurveSegment(steps, [.. Enumerable.Range(0, steps.Count)]).Columns(5, 0, 100);
        shown.Values.Count.ShouldBeLessThan(20);
        (shown.Values[0], shown.Values[^1]).ShouldBe((0, 102));
    }

    [Fact]
    public void Smoothing_leaves_a_constant_to_the_last_bit_and_passes_over_what_is_no_number()
    {
        foreach (var weight in (double[])[0.3, 0.6, 0.9, 0.97, 0.99])
        {
            foreach (var value in (double[])[0.1, 1.0 / 3, 0.7, -1e-7, 12345.678])
            {
                new CurveSegment([.. Enumerable.Range(0, 100).Select(i => (double)i)], [.. Enumerable.Repeat(value, 100)]).Smoothed(weight).Values.Distinct().ShouldBe([value]);
            }
        }

        new CurveSegment([0, 1, 2, 3], [1, 3, double.NaN, 3]).Smoothed(0.5).Values.ShouldBe([1, 2, double.NaN, 2.5]);
        new CurveSegment([0, 1], [5, 7]).Smoothed(0).Values.ShouldBe([5, 7]);
    }

    [Fact]
    public void A_sample_has_of_every_kind_its_share_and_is_the_same_for_a_seed()
    {
        var kinds = Enumerable.Range(0, 1000).Select(i => i < 700 ? 5L : i < 998 ? 2 : -1).ToList();
        var drawn = Stratified.Sample(kinds, 100, seed: 3);
        drawn.Length.ShouldBe(100);
        drawn.ShouldBe(drawn.Order());
        drawn.Distinct().Count().ShouldBe(100);
        drawn.CountBy(i => kinds[i]).ToDictionary().ShouldBe(new Dictionary<long, int> { [5] = 70, [2] = 29, [-1] = 1 }, ignoreOrder: true);
        Stratified.Sample(kinds, 100, seed: 3).ShouldBe(drawn);
        Stratified.Sample(kinds, 100, seed: 4).ShouldNotBe(drawn);
        Stratified.Sample(kinds, 1000, seed: 0).ShouldBe(Enumerable.Range(0, 1000));
        Stratified.Sample([1, 2, 3, 4, 5], 2, seed: 0).Length.ShouldBe(2);
    }
}
