using Thelper.Infer.Tiling;

namespace Thelper.Tests.Infer.Tiling;

public class TilePlanTests
{
    public static TheoryData<int, int, int> Sizes
    {
        get
        {
            var data = new TheoryData<int, int, int>();
            foreach (var (tile, overlaps) in new[] { (512, new[] { 0, 1, 64, 256, 511 }), (2, [0, 1]), (1, [0]) })
            {
                foreach (var overlap in overlaps)
                {
                    foreach (var size in new[] { 1, 2, tile - 1, tile, tile + 1, 600, 1024 }.Where(size => size > 0))
                    {
                        data.Add(size, tile, overlap);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Windows_cover_each_pixel_and_their_weights_add_up_to_one(int size, int tile, int overlap)
    {
        foreach (var blend in Enum.GetValues<WindowBlend>())
        {
            var axis = new AxisPlan(size, tile, overlap, blend);
            axis.Length.ShouldBe(Math.Min(size, tile));
            axis.Starts[0].ShouldBe(0);
            axis.Starts[^1].ShouldBe(size - axis.Length);
            axis.Starts.Zip(axis.Starts.Skip(1)).ShouldAllBe(pair => pair.Second > pair.First && pair.Second - pair.First <= tile - overlap);
            var sums = new double[size];
            foreach (var (start, (from, weights)) in axis.Starts.Zip(axis.Weights))
            {
                from.ShouldBeGreaterThanOrEqualTo(0);
                (from + weights.Length).ShouldBeLessThanOrEqualTo(axis.Length);
                for (var i = 0; i < weights.Length; i++)
                {
                    weights[i].ShouldBeGreaterThan(0);
                    sums[start + from + i] += weights[i];
                }
            }

            sums.ShouldAllBe(sum => Math.Abs(sum - 1) < 1e-6);
        }
    }

    [Fact]
    public void No_more_windows_than_the_overlap_asks_for()
    {
        new AxisPlan(10_000, 512, 64, WindowBlend.Gaussian).Starts.Count.ShouldBe(23);
        new AxisPlan(1024, 512, 0, WindowBlend.None).Starts.ShouldBe([0, 512]);
        new AxisPlan(600, 512, 128, WindowBlend.None).Starts.ShouldBe([0, 88]);
        new AxisPlan(1000, 512, 128, WindowBlend.None).Starts.ShouldBe([0, 244, 488]);
        var plan = new TilePlan(600, 100, new() { Size = 512 });
        plan.Count.ShouldBe(2);
        plan[1].ShouldBe(new Window(88, 0, 512, 100));
        (plan[1].Right, plan[1].Bottom).ShouldBe((600, 100));
    }

    [Fact]
    public void Weights_fall_towards_the_edges_and_none_takes_the_nearest_middle()
    {
        // Of two windows that share 4 of 8 pixels: distances to the outer edge 5..8 fall, and those of the next window rise.
        new AxisPlan(12, 8, 4, WindowBlend.Linear).Weights[0].Weights.ShouldBe([1, 1, 1, 1, 4 / 5f, 3 / 5f, 2 / 5f, 1 / 5f], 1e-6f);
        var gaussian = new AxisPlan(12, 8, 4, WindowBlend.Gaussian).Weights[0].Weights;
        gaussian[..4].ShouldBe([1, 1, 1, 1], 1e-6f);
        gaussian[4].ShouldBe(Bell(0.5) / (Bell(0.5) + Bell(3.5)), 1e-6f);
        gaussian[7].ShouldBe(Bell(3.5) / (Bell(0.5) + Bell(3.5)), 1e-6f);
        new AxisPlan(12, 8, 4, WindowBlend.None).Weights.Select(own => (own.From, own.Weights.Length)).ShouldBe([(0, 6), (2, 6)]);

        static float Bell(double distance) => (float)Math.Exp(-0.5 * distance * distance);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(8, 8)]
    [InlineData(8, -1)]
    public void Sizes_that_cannot_be_are_named(int size, int overlap) =>
        Should.Throw<UserErrorException>(() => new TilePlan(9, 9, new() { Size = size, Overlap = overlap })).Message.ShouldContain($"windows of {size} pixels with an overlap of {overlap}");

    // A small picture is mirrored until it fills the window.
    [Fact]
    public void A_window_is_no_larger_than_a_picture_may_be()
    {
        Should.Throw<UserErrorException>(() => new TileOptions { Size = 100_000 }.Check()).Message.ShouldContain("windows of 100000 x 100000 pixels");
        new TileOptions { Size = 16_384 }.Check();
    }

    [Fact]
    public void Overlaps_are_pixels_or_shares()
    {
        TileOptions.ReadOverlap(0, 512).ShouldBe(0);
        TileOptions.ReadOverlap(0.25, 512).ShouldBe(128);
        TileOptions.ReadOverlap(1, 512).ShouldBe(1);
        TileOptions.ReadOverlap(511, 512).ShouldBe(511);

        // A share below 1 is never the whole window, however small that is.
        TileOptions.ReadOverlap(0.96, 10).ShouldBe(9);
        TileOptions.ReadOverlap(0.75, 1).ShouldBe(0);
        foreach (var wrong in new[] { -1, 1.5, 512, double.NaN })
        {
            Should.Throw<UserErrorException>(() => TileOptions.ReadOverlap(wrong, 512)).Message.ShouldContain("--overlap");
        }
    }
}
