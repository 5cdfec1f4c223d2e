using Thelper.Infer.Tiling;

namespace Thelper.Tests.Infer.Tiling;

public class BoxMergeTests
{
    // What a perfect detector says of a window: the part of each object that lies in it.
    private static List<(int Window, ScoredBox Box)> Seen(IReadOnlyList<ScoredBox> objects, TilePlan plan)
    {
        var seen = new List<(int, ScoredBox)>();
        for (var i = 0; i < plan.Count; i++)
        {
            foreach (var box in objects)
            {
                var window = plan[i];
                var part = box with { Left = Math.Max(box.Left, window.Left), Top = Math.Max(box.Top, window.Top), Right = Math.Min(box.Right, window.Right), Bottom = Math.Min(box.Bottom, window.Bottom) };
                if (part.Left < part.Right && part.Top < part.Bottom)
                {
                    seen.Add((i, part with { Score = box.Score * Math.Sqrt(part.Area / box.Area) }));
                }
            }
        }

        return seen;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(40)]
    public void Each_object_is_reported_once_wherever_windows_cut_it(int overlap)
    {
        var plan = new TilePlan(320, 256, new() { Size = 64, Overlap = overlap });
        for (var seed = 0; seed < 30; seed++)
        {
            var objects = Scene(new System.Random(seed));
            var found = BoxMerge.Merge(Seen(objects, plan), plan);
            found.Count.ShouldBe(objects.Count, $"seed {seed}");
            foreach (var (box, expected) in found.OrderBy(box => box.Left).Zip(objects.OrderBy(box => box.Left)))
            {
                new[] { box.Label, box.Left, box.Top, box.Right, box.Bottom }.ShouldBe(new[] { expected.Label, expected.Left, expected.Top, expected.Right, expected.Bottom }, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void An_object_on_a_seam_is_one_and_two_beside_it_are_two()
    {
        var plan = new TilePlan(128, 64, new() { Size = 64 });
        BoxMerge.Merge([(0, Box(40, 10, 64, 30)), (1, Box(64, 11, 90, 31))], plan).ShouldBe([Box(40, 10, 90, 31)]);

        // The surer part says how sure the whole is.
        foreach (var (left, right) in new[] { (0.3, 0.8), (0.8, 0.3) })
        {
            BoxMerge.Merge([(0, Box(40, 10, 64, 30) with { Score = left }), (1, Box(64, 11, 90, 31) with { Score = right })], plan).ShouldHaveSingleItem().Score.ShouldBe(0.8);
        }

        // Beside each other, but not at the seam; a gap across it; at the seam, but at other heights; of two classes.
        BoxMerge.Merge([(0, Box(40, 10, 55, 30)), (1, Box(64, 10, 90, 30))], plan).Count.ShouldBe(2);
        BoxMerge.Merge([(0, Box(40, 10, 62.5, 30)), (1, Box(65.5, 10, 90, 30))], plan).Count.ShouldBe(2);
        BoxMerge.Merge([(0, Box(40, 10, 64, 20)), (1, Box(64, 40, 90, 60))], plan).Count.ShouldBe(2);
        BoxMerge.Merge([(0, Box(40, 10, 64, 30)), (1, Box(64, 22, 90, 50))], plan).Count.ShouldBe(2);
        BoxMerge.Merge([(0, Box(40, 10, 64, 30)), (1, Box(64, 10, 90, 30) with { Label = 2 })], plan).Count.ShouldBe(2);
    }

    [Fact]
    public void A_whole_view_counts_more_than_a_part_with_a_higher_score()
    {
        var plan = new TilePlan(96, 64, new() { Size = 64, Overlap = 32 });
        var whole = Box(40, 10, 60, 30) with { Score = 0.6 };
        BoxMerge.Merge([(0, Box(44, 10, 64, 30) with { Score = 0.9 }), (1, whole)], plan).ShouldHaveSingleItem().ShouldBe(whole);

        // Also where the other window sees a bit of it alone.
        var large = Box(40, 10, 90, 30) with { Score = 0.6 };
        BoxMerge.Merge([(0, Box(56, 10, 64, 30) with { Score = 0.9 }), (1, large)], plan).ShouldHaveSingleItem().ShouldBe(large);

        // Both whole: the better one.
        var better = Box(41, 10, 60, 30) with { Score = 0.8 };
        BoxMerge.Merge([(0, whole), (1, better)], plan).ShouldHaveSingleItem().ShouldBe(better);
    }

    [Fact]
    public void Of_one_window_nothing_is_merged_and_of_nothing_there_is_nothing()
    {
        var plan = new TilePlan(128, 64, new() { Size = 64 });
        BoxMerge.Merge([(0, Box(10, 10, 30, 30)), (0, Box(11, 10, 31, 30))], plan).Count.ShouldBe(2);
        BoxMerge.Merge([], plan).ShouldBeEmpty();
    }

    [Fact]
    public void The_best_comes_first()
    {
        var plan = new TilePlan(128, 64, new() { Size = 64 });
        BoxMerge.Merge([(0, Box(10, 10, 20, 20) with { Score = 0.2 }), (0, Box(30, 10, 40, 20) with { Score = 0.9 }), (1, Box(80, 10, 90, 20) with { Score = 0.5 })], plan)
            .Select(box => box.Score).ShouldBe([0.9, 0.5, 0.2]);
    }

    private static ScoredBox Box(double left, double top, double right, double bottom) => new(1, 0.5, left, top, right, bottom);

    // Objects of all sizes with room between them; classes in turn.
    private static List<ScoredBox> Scene(System.Random random)
    {
        const double Room = 9;
        var objects = new List<ScoredBox>();
        for (var i = 0; i < 60; i++)
        {
            var (width, height) = (random.Next(4, 150), random.Next(4, 150));
            var (left, top) = (random.Next(0, 319 - width) + random.NextDouble() / 2, random.Next(0, 255 - height) + random.NextDouble() / 2);
            var box = new ScoredBox(i % 2, 0.5 + (i / 200.0), left, top, left + width, top + height);
            var around = box with { Left = left - Room, Top = top - Room, Right = box.Right + Room, Bottom = box.Bottom + Room };
            if (objects.TrueForAll(other => around.Shared(other) == 0))
            {
                objects.Add(box);
            }
        }

        return objects;
    }
}
