using Thelper.Metrics.Counting;

namespace Thelper.Tests.Metrics.Counting;

public class ScoreMapsTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 1)]
    [InlineData(3, 37)]
    [InlineData(21, 2500)]
    public void Finds_the_first_of_the_highest(int classes, int positions)
    {
        var random = new System.Random(3);
        var scores = new float[classes * positions];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = random.Next(50) == 0 ? float.NaN : random.Next(6);
        }

        var found = new int[positions];
        ScoreMaps.Best(scores, classes, found);
        for (var i = 0; i < positions; i++)
        {
            var best = 0;
            for (var label = 1; label < classes; label++)
            {
                var (now, before) = (scores[(label * positions) + i], scores[(best * positions) + i]);
                best = now > before || (float.IsNaN(now) && !float.IsNaN(before)) ? label : best;
            }

            found[i].ShouldBe(best, $"position {i}");
        }
    }
}
