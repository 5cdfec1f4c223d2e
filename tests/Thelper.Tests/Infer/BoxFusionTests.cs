using Thelper.Infer;
using Thelper.Infer.Tiling;

namespace Thelper.Tests.Infer;

/// <summary>By the formulas of the paper (arXiv:1910.13302, section 3): coordinates are means weighted by scores, the score is the mean times the share of the views.</summary>
public class BoxFusionTests
{
    [Fact]
    public void Boxes_of_one_object_become_their_weighted_mean()
    {
        ScoredBox a = new(1, 0.9, 10, 20, 50, 60), b = new(1, 0.3, 14, 20, 54, 64);
        var fused = BoxFusion.Fuse([[a], [b]]).ShouldHaveSingleItem();
        fused.Score.ShouldBe((0.9 + 0.3) / 2, 1e-12);
        fused.Left.ShouldBe(((0.9 * 10) + (0.3 * 14)) / 1.2, 1e-12);
        fused.Top.ShouldBe(20, 1e-12);
        fused.Right.ShouldBe(((0.9 * 50) + (0.3 * 54)) / 1.2, 1e-12);
        fused.Bottom.ShouldBe(((0.9 * 60) + (0.3 * 64)) / 1.2, 1e-12);
    }

    [Fact]
    public void What_one_view_of_four_shows_counts_a_quarter()
    {
        ScoredBox a = new(1, 0.8, 10, 20, 50, 60), far = new(1, 0.6, 100, 20, 150, 60);
        var fused = BoxFusion.Fuse([[a, far], [a], [a], [a]]);
        fused.Count.ShouldBe(2);
        fused[0].Score.ShouldBe(0.8, 1e-12);
        (fused[0] with { Score = 0 }).ShouldBe(a with { Score = 0 });
        fused[1].ShouldBe(far with { Score = 0.6 / 4 });
    }

    [Fact]
    public void Boxes_that_share_less_than_half_are_two_and_two_of_one_view_make_nobody_surer()
    {
        ScoredBox a = new(1, 0.8, 10, 20, 50, 60);
        BoxFusion.Fuse([[a], [a with { Left = 26, Right = 66 }]]).Count.ShouldBe(2);
        BoxFusion.Fuse([[a, a], [a]]).ShouldHaveSingleItem().Score.ShouldBe(0.8, 1e-12);
    }

    [Fact]
    public void Classes_stay_apart_and_nothing_gives_nothing()
    {
        ScoredBox a = new(1, 0.8, 10, 20, 50, 60);
        BoxFusion.Fuse([[a], [a with { Label = 2 }]]).Count.ShouldBe(2);
        BoxFusion.Fuse([[], []]).ShouldBeEmpty();
    }
}
