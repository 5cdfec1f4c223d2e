using Thelper.Metrics;
using Thelper.Metrics.Sklearn;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Metrics over much data, the counterpart of <c>bench/metrics.py</c>, which makes the same data.</summary>
internal static class MetricsBench
{
    private const int Side = 10_000;
    private const int Classes = 21;
    private const int Images = 5_000;
    private const int FoundEach = 100;
    private const int TrueEach = 20;
    private const int BoxClasses = 10;
    private const int Scores = 10_000_000;

    /// <summary>The cases by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All = new Dictionary<string, Func<Func<double>>>
    {
        ["metric-confusion"] = () => Confusion(ScalarType.Byte),
        ["metric-confusion-long"] = () => Confusion(ScalarType.Int64),
        ["metric-iou"] = MaskIou,
        ["metric-voc"] = Voc,
        ["metric-coco"] = Coco,
        ["metric-roc"] = Roc,
    };

    private static Func<double> Confusion(ScalarType type)
    {
        var (truth, predicted) = Masks(type);
        return () =>
        {
            var counts = Evaluation.ComputeConfusionMatrix(truth, predicted, Classes);
            return counts[3, 3] + (counts[3, 4] / 1e9);
        };
    }

    private static Func<double> MaskIou()
    {
        var (truth, predicted) = Masks(ScalarType.Byte);
        return () => Evaluation.ComputeMaskIou(truth, predicted, Enumerable.Range(0, Classes).Select(i => (long)i), dontcare: 255).Values.Average();
    }

    // Areas with edges that the prediction misses by a few pixels, and a frame that is ignored.
    private static (Tensor Truth, Tensor Predicted) Masks(ScalarType type)
    {
        var truth = zeros([Side, Side], ScalarType.Byte);
        var predicted = zeros([Side, Side], ScalarType.Byte);
        var first = truth.DataSpan<byte>();
        var second = predicted.DataSpan<byte>();
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var frame = x < 50 || y < 50;
                first[(y * Side) + x] = frame ? (byte)255 : (byte)(((x / 37) + (y / 23)) % Classes);
                second[(y * Side) + x] = (byte)((((x + 5) / 37) + ((y + 3) / 23)) % Classes);
            }
        }

        return (truth.to(type), predicted.to(type));
    }

    private static Func<double> Voc()
    {
        var (task, found, truth) = Boxes();
        BoundingBox[] allFound = [.. found.SelectMany(boxes => boxes)], allTrue = [.. truth.SelectMany(boxes => boxes)];
        return () => Evaluation.ComputePascalVocMetrics(allFound, allTrue, task).Values.Average(scores => scores.AveragePrecision);
    }

    private static Func<double> Coco()
    {
        var (task, found, truth) = Boxes();
        return () =>
        {
            var metric = new CocoAveragePrecision();
            for (var image = 0; image < Images; image++)
            {
                using var sample = new Sample();
                metric.Update(new IterationData
                {
                    Task = task,
                    PredictedBoxes = [found[image]],
                    Target = (IReadOnlyList<IReadOnlyList<BoundingBox>>)[truth[image]],
                    Sample = sample,
                    IterationIndex = image,
                    IterationCount = Images,
                });
            }

            return metric.Eval()!.Value;
        };
    }

    private static (Detection Task, BoundingBox[][] Found, BoundingBox[][] Truth) Boxes()
    {
        var task = new Detection(Enumerable.Range(0, BoxClasses).Select(i => (object?)$"class {i}").ToList(), "image", "boxes");
        var (found, truth) = (new BoundingBox[Images][], new BoundingBox[Images][]);
        for (var image = 0; image < Images; image++)
        {
            truth[image] = new BoundingBox[TrueEach];
            for (var i = 0; i < TrueEach; i++)
            {
                var number = (image * TrueEach) + i;
                double x = Draw(number, 1) * 500, y = Draw(number, 2) * 500, w = 5 + (Draw(number, 3) * 135), h = 5 + (Draw(number, 4) * 135);
                truth[image][i] = new((long)(Draw(number, 5) * BoxClasses), [x, y, x + w, y + h], includeMargin: false, imageId: image);
            }

            // Every box is found about twice, more or less well; the rest is anywhere.
            found[image] = new BoundingBox[FoundEach];
            for (var i = 0; i < FoundEach; i++)
            {
                var number = (image * FoundEach) + i;
                var near = truth[image][i % TrueEach];
                double x = Draw(number, 6) * 500, y = Draw(number, 7) * 500, w = 5 + (Draw(number, 8) * 135), h = 5 + (Draw(number, 9) * 135);
                var jitter = (Draw(number, 10) - 0.5) * 20;
                var label = (long)(Draw(number, 11) * BoxClasses);
                found[image][i] = i < 2 * TrueEach
                    ? new(near.ClassId, [near.Left + jitter, near.Top - jitter, near.Right + jitter, near.Bottom - jitter], includeMargin: false, confidence: Draw(number, 12), imageId: image)
                    : new(label, [x, y, x + w, y + h], includeMargin: false, confidence: Draw(number, 12) * 0.7, imageId: image);
            }
        }

        return (task, found, truth);
    }

    private static Func<double> Roc()
    {
        var (truth, scores) = (new bool[Scores], new double[Scores]);
        for (var i = 0; i < Scores; i++)
        {
            scores[i] = Draw(i, 1);
            truth[i] = Draw(i, 2) < scores[i];
        }

        return () => RocAnalysis.AreaUnderRoc(truth, scores);
    }

    // A number in [0, 1) that both sides compute alike.
    private static double Draw(long number, ulong stream)
    {
        var x = ((ulong)number * 0x9E3779B97F4A7C15) + (stream * 0xD1B54A32D192ED03);
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return ((x ^ (x >> 31)) >> 11) / 9007199254740992.0;
    }
}
