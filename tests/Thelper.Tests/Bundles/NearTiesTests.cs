using Thelper.Bundles;
using Thelper.Infer;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Nn;

namespace Thelper.Tests.Bundles;

/// <summary>Where rounding chooses, either choice is right: classes that score alike, and pixels between two classes.</summary>
[NoLeaks]
public class NearTiesTests
{
    private static readonly Classification Classes = NnTasks.Classes(3);
    private static readonly Segmentation Pixels = new(new[] { "a", "b" }, "image", "map");

    [Fact]
    public void A_class_that_scores_as_much_as_the_best_may_be_the_best()
    {
        var expected = Decided([0.4995f, 0.5f, 0.0005f]);
        expected[0].Near!.Select(near => near.Index).ShouldBe([0]);
        Decision.Difference(Decided([0.5001f, 0.4994f, 0.0005f]), expected, 1e-3).ShouldBeNull();

        // It must score what it scored, and another one is another one.
        Decision.Difference(Decided([0.6f, 0.3f, 0.1f]), expected, 1e-3).ShouldNotBeNull().ShouldContain("where 0.4995 was expected");
        Decision.Difference(Decided([0.1f, 0.4f, 0.5f]), expected, 1e-3).ShouldNotBeNull().ShouldContain("(index 2) where");
        Decided([0.49f, 0.5f, 0.01f])[0].Near.ShouldBeNull();
    }

    [Fact]
    public void Of_a_small_map_a_pixel_may_go_to_another_class()
    {
        static IReadOnlyList<Decision> Of(int pixels, int side, long cells) =>
            Decision.Of(new MapPrediction(side, side, side, side, Enumerable.Range(0, side * side).Select(k => k < pixels ? 1 : 0).ToArray()), Pixels, Pixels.ClassNames, cells, 0);
        Decision.Difference(Of(101, 16, 256), Of(100, 16, 256), 1e-3).ShouldBeNull();
        Decision.Difference(Of(105, 16, 256), Of(100, 16, 256), 1e-3).ShouldNotBeNull().ShouldContain("was expected");

        // The network decided a quarter of the pixels, so that each stands for four; many pixels of a large map are few of all.
        Decision.Difference(Of(104, 16, 64), Of(100, 16, 64), 1e-3).ShouldBeNull();
        Decision.Difference(Of(140, 400, 160_000), Of(100, 400, 160_000), 1e-3).ShouldBeNull();
        Decision.Difference(Of(300, 400, 160_000), Of(100, 400, 160_000), 1e-3).ShouldNotBeNull().ShouldContain("was expected");
    }

    private static IReadOnlyList<Decision> Decided(float[] scores) =>
        Decision.Of(new ClassPrediction(8, 8, [.. scores.Select((score, k) => new ClassScore(Classes.ClassNames[k], k, score)).OrderByDescending(one => one.Score)]), Classes, Classes.ClassNames, 1, 1e-3);
}
