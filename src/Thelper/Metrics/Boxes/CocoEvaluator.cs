using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Thelper.Metrics.Counting;

namespace Thelper.Metrics.Boxes;

/// <summary>Average precision and recall of detections by COCO's definition, that of pycocotools' <c>COCOeval</c> for boxes, masks and key points.</summary>
/// <remarks>
/// In each image and class the most confident predictions, best first, claim the unclaimed true object that they are most like; crowds, and objects
/// outside of a range of sizes, neither help nor harm. What is compared, and the sizes, are a <see cref="CocoMeasure"/>'s.
/// </remarks>
internal sealed class CocoEvaluator
{
    /// <summary>The overlaps from which on a prediction counts as right: 0.5, 0.55, ... 0.95.</summary>
    public const int Thresholds = 10;

    private const int Recalls = 101;
    private static readonly double[] Overlaps = Spread(0.5, 0.95, Thresholds);
    private static readonly double[] RecallPoints = Spread(0, 1, Recalls);
    private static readonly (double Low, double High)[] Areas = [(0, 1e10), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, 1e10)];
    private readonly Dictionary<int, ClassMatches> classes = [];
    private readonly CocoMeasure measure;

    /// <summary>Matches the boxes of all images.</summary>
    /// <param name="images">Images, each once.</param>
    /// <param name="measure">What is compared; boxes unless given.</param>
    public CocoEvaluator(IReadOnlyList<ImageBoxes> images, CocoMeasure? measure = null)
    {
        this.measure = measure ?? new BoxMeasure();
        var matches = new List<(int Label, Matches Matches)>[images.Count];
        if (images.Count > 0)
        {
            System.Threading.Tasks.Parallel.ForEach(Partitioner.Create(0, images.Count), range =>
            {
                for (var i = range.Item1; i < range.Item2; i++)
                {
                    matches[i] = MatchImage(images[i]);
                }
            });
        }

        foreach (var (label, match) in matches.SelectMany(list => list))
        {
            if (!classes.TryGetValue(label, out var ofClass))
            {
                classes.Add(label, ofClass = new ClassMatches());
            }

            ofClass.Found.AddRange(match.Found);
            for (var area = 0; area < Areas.Length; area++)
            {
                ofClass.Positives[area] += match.Positives[area];
            }
        }

        System.Threading.Tasks.Parallel.ForEach(classes.Values, ofClass => ofClass.Sort());
    }

    /// <summary>Precision, averaged over recalls 0, 0.01, ... 1, thresholds and classes.</summary>
    /// <param name="area">0 for all sizes, 1 for boxes below 32 x 32 pixels, 2 up to 96 x 96, 3 above.</param>
    /// <param name="threshold">The index of one threshold; null for all.</param>
    /// <param name="label">One class; null for all.</param>
    /// <returns>The mean, or -1 without a true box.</returns>
    public double Precision(int area = 0, int? threshold = null, int? label = null) =>
        Mean(label, area, (ofClass, at) => ofClass.Curve(area, at, measure.MostFound).Precision, threshold);

    /// <summary>Recall after so many predictions per image and class, averaged over thresholds and classes.</summary>
    /// <param name="area">As for <see cref="Precision"/>.</param>
    /// <param name="most">The number of predictions; null for as many as count.</param>
    /// <param name="label">One class; null for all.</param>
    /// <param name="threshold">The index of one threshold; null for all.</param>
    /// <returns>The mean, or -1 without a true box.</returns>
    public double Recall(int area = 0, int? most = null, int? label = null, int? threshold = null) =>
        Mean(label, area, (ofClass, at) => ofClass.Curve(area, at, most ?? measure.MostFound).Recall, threshold);

    private double Mean(int? label, int area, Func<ClassMatches, int, double> value, int? threshold)
    {
        ClassMatches[] chosen = [.. classes.OrderBy(pair => pair.Key).Where(pair => (label ?? pair.Key) == pair.Key && pair.Value.Positives[area] > 0).Select(pair => pair.Value)];
        if (chosen.Length == 0)
        {
            return -1;
        }

        int[] at = threshold is null ? [.. Enumerable.Range(0, Thresholds)] : [threshold.Value];
        var values = new double[chosen.Length * at.Length];
        System.Threading.Tasks.Parallel.For(0, values.Length, i => values[i] = value(chosen[i / at.Length], at[i % at.Length]));
        return values.Average();
    }

    private static double[] Spread(double first, double last, int count)
    {
        var step = (last - first) / (count - 1);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (i * step) + first;
        }

        values[^1] = last;
        return values;
    }

    private List<(int Label, Matches Matches)> MatchImage(ImageBoxes image)
    {
        var labels = new SortedSet<int>();
        foreach (ref readonly var box in image.Found.AsSpan())
        {
            labels.Add(box.Label);
        }

        foreach (ref readonly var box in image.True.AsSpan())
        {
            labels.Add(box.Label);
        }

        var result = new List<(int, Matches)>(labels.Count);
        foreach (var label in labels)
        {
            var found = ImageBoxes.OfClass(image.Found, label);
            var order = ScoreOrder.Descending(Array.ConvertAll(found, box => box.Score));
            var best = new Box[Math.Min(measure.MostFound, order.Length)];
            for (var i = 0; i < best.Length; i++)
            {
                best[i] = found[order[i]];
            }

            result.Add((label, MatchClass(best, ImageBoxes.OfClass(image.True, label))));
        }

        return result;
    }

    private Matches MatchClass(Box[] found, Box[] truth)
    {
        // Most pairs do not overlap enough for any threshold; only the others are looked at again.
        var entries = new Entry[found.Length];
        var close = new List<(int Truth, double Overlap)>();
        var ends = new int[found.Length];
        for (var i = 0; i < found.Length; i++)
        {
            entries[i] = new Entry { Score = found[i].Score, Rank = i };
            for (var j = 0; j < truth.Length; j++)
            {
                var overlap = measure.Likeness(found[i], truth[j]);
                if (overlap >= Overlaps[0])
                {
                    close.Add((j, overlap));
                }
            }

            ends[i] = close.Count;
        }

        var pairs = CollectionsMarshal.AsSpan(close);
        var positives = new int[Areas.Length];
        var passed = new bool[truth.Length];
        var (sizes, foundSizes) = (Array.ConvertAll(truth, box => measure.TrueArea(box)), Array.ConvertAll(found, box => measure.FoundArea(box)));
        for (var area = 0; area < Areas.Length; area++)
        {
            for (var j = 0; j < truth.Length; j++)
            {
                passed[j] = truth[j].Crowd || Outside(sizes[j], area) || measure.Passes(truth[j]);
                positives[area] += passed[j] ? 0 : 1;
            }

            // As long as nothing is matched, what lies outside of the range does not count.
            for (var i = 0; i < found.Length; i++)
            {
                entries[i].Passed |= Outside(foundSizes[i], area) ? ((1UL << Thresholds) - 1) << (area * 16) : 0;
            }

            for (var threshold = 0; threshold < Thresholds && close.Count > 0; threshold++)
            {
                MatchAt(truth, passed, pairs, ends, entries, area, threshold);
            }
        }

        return new(entries, positives);
    }

    private static void MatchAt(
        Box[] truth, bool[] passed, ReadOnlySpan<(int Truth, double Overlap)> close, int[] ends, Entry[] entries, int area, int threshold)
    {
        Span<bool> claimed = truth.Length <= 256 ? stackalloc bool[truth.Length] : new bool[truth.Length];
        var bit = 1UL << ((area * 16) + threshold);
        for (var i = 0; i < ends.Length; i++)
        {
            // Boxes that do not count are only claimed where no other is left.
            var mine = close[(i == 0 ? 0 : ends[i - 1])..ends[i]];
            var best = Math.Min(Overlaps[threshold], 1 - 1e-10);
            var place = -1;
            for (var round = 0; round < 2 && place < 0; round++)
            {
                foreach (var (j, overlap) in mine)
                {
                    if (passed[j] == (round == 1) && (!claimed[j] || truth[j].Crowd) && overlap >= best)
                    {
                        (best, place) = (overlap, j);
                    }
                }
            }

            if (place >= 0)
            {
                claimed[place] = true;
                entries[i].Matched |= bit;
                entries[i].Passed = passed[place] ? entries[i].Passed | bit : entries[i].Passed & ~bit;
            }
        }
    }

    private static bool Outside(double size, int area) => size < Areas[area].Low || size > Areas[area].High;

    private struct Entry
    {
        public double Score;
        public int Rank;

        // Sixteen bits for each range of areas, one for each threshold.
        public ulong Matched;
        public ulong Passed;
    }

    private readonly record struct Matches(Entry[] Found, int[] Positives);

    private sealed class ClassMatches
    {
        private Entry[] sorted = [];

        public List<Entry> Found { get; } = [];

        public int[] Positives { get; } = new int[Areas.Length];

        public void Sort()
        {
            var order = ScoreOrder.Descending([.. Found.Select(entry => entry.Score)]);
            sorted = Array.ConvertAll(order, i => Found[i]);
        }

        public (double Precision, double Recall) Curve(int area, int threshold, int most)
        {
            var bit = 1UL << ((area * 16) + threshold);
            var (precision, recall) = (new double[sorted.Length], new double[sorted.Length]);
            int right = 0, wrong = 0, count = 0;
            foreach (ref readonly var entry in sorted.AsSpan())
            {
                if (entry.Rank >= most || (entry.Passed & bit) != 0)
                {
                    continue;
                }

                _ = (entry.Matched & bit) != 0 ? right++ : wrong++;
                precision[count] = right / (wrong + right + Math.BitIncrement(1.0) - 1);
                recall[count++] = (double)right / Positives[area];
            }

            for (var i = count - 1; i > 0; i--)
            {
                precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
            }

            var sum = 0.0;
            var place = 0;
            foreach (var point in RecallPoints)
            {
                while (place < count && recall[place] < point)
                {
                    place++;
                }

                sum += place < count ? precision[place] : 0;
            }

            return (sum / Recalls, count == 0 ? 0 : recall[count - 1]);
        }
    }
}
