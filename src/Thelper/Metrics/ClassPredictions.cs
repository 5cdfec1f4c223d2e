using Thelper.Metrics.Counting;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Metrics;

/// <summary>One iteration's predictions read as class scores, in managed arrays that several consumers share. Do not modify the arrays.</summary>
/// <remarks>Predictions are [N, C] or [N, C, ...] scores for N samples and C classes; the trailing dimensions hold R positions in all.</remarks>
public sealed class ClassPredictions
{
    private readonly Tensor prediction;
    private readonly Lazy<long[]?> targets;
    private readonly object? target;
    private readonly Dictionary<int, long[]> topLabels = [];
    private float[]? raw;
    private float[]? softmax;
    private LabelConfusion[]? confusions;
    private long? ignored;

    internal ClassPredictions(IterationData iteration)
    {
        prediction = iteration.Prediction ?? throw new UserErrorException("the model's answer is not a tensor of class scores");
        if (prediction.dim() < 2)
        {
            throw new UserErrorException($"class scores need the shape [samples, classes, ...]; the model answered with [{string.Join(", ", prediction.shape)}]");
        }

        SampleCount = (int)prediction.shape[0];
        ClassCount = (int)prediction.shape[1];
        PositionCount = 1;
        for (var i = 2; i < prediction.dim(); i++)
        {
            PositionCount *= (int)prediction.shape[i];
        }

        target = iteration.Target;
        targets = new Lazy<long[]?>(() =>
        {
            using var scope = NewDisposeScope();
            return target is null ? null : Labels().to(ScalarType.Int64).contiguous().DataSpan<long>().ToArray();
        });
    }

    /// <summary>Number of samples, N.</summary>
    public int SampleCount { get; }

    /// <summary>Number of classes, C.</summary>
    public int ClassCount { get; }

    /// <summary>Number of positions per sample, R; 1 for plain classification.</summary>
    public int PositionCount { get; }

    /// <summary>True labels, [N, R] in row order; null when there is no ground truth.</summary>
    /// <exception cref="UserErrorException">The target is not one integer label per sample and position.</exception>
    public long[]? Targets => targets.Value;

    /// <summary>Class scores, [N, C, R] in row order.</summary>
    /// <param name="normalized">Whether scores pass through a softmax over the classes.</param>
    public float[] Scores(bool normalized)
    {
        if (!normalized)
        {
            return raw ??= Read(prediction);
        }

        if (softmax is null)
        {
            using var scope = NewDisposeScope();
            softmax = Read(prediction.softmax(1));
        }

        return softmax;
    }

    /// <summary>The scores of one class, [N, R] in row order.</summary>
    /// <param name="label">The index of the class.</param>
    /// <param name="normalized">Whether scores pass through a softmax over the classes.</param>
    /// <exception cref="UserErrorException">The model has no such class.</exception>
    public double[] ScoresOf(int label, bool normalized)
    {
        if (label >= ClassCount)
        {
            throw new UserErrorException($"the model scores {ClassCount} classes; there is none with index {label}");
        }

        var all = Scores(normalized);
        var scores = new double[SampleCount * PositionCount];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = all[(((i / PositionCount * ClassCount) + label) * PositionCount) + (i % PositionCount)];
        }

        return scores;
    }

    /// <summary>The labels of the highest scores, best first, [N, k, R] in row order.</summary>
    /// <param name="k">How many labels per sample.</param>
    /// <exception cref="UserErrorException">There are fewer classes than that.</exception>
    public long[] TopLabels(int k = 1)
    {
        if (topLabels.TryGetValue(k, out var labels))
        {
            return labels;
        }

        if (k < 1 || k > ClassCount)
        {
            throw new UserErrorException($"top_k is {k}, but the model has {ClassCount} classes");
        }

        using var scope = NewDisposeScope();
        if (k == 1 && PositionCount > 1)
        {
            return topLabels[1] = BestLabels();
        }

        labels = aten.topk(prediction, k, 1).Item2.contiguous().DataSpan<long>().ToArray();
        topLabels.Add(k, labels);
        return labels;
    }

    private static float[] Read(Tensor scores)
    {
        using var scope = NewDisposeScope();
        return scores.to(ScalarType.Float32).contiguous().DataSpan<float>().ToArray();
    }

    /// <summary>How often each label was taken for each other one, in each sample by itself. The label of a position is that of its highest score.</summary>
    /// <param name="classes">The number of classes of the task.</param>
    /// <param name="ignored">The label that does not count; null for none.</param>
    /// <exception cref="UserErrorException">There is no ground truth, or it is not one integer label per sample and position.</exception>
    internal unsafe IReadOnlyList<LabelConfusion> Confusions(int classes, long? ignored)
    {
        if (confusions is [var known, ..] && known.Classes == classes && this.ignored == ignored)
        {
            return confusions;
        }

        using var scope = NewDisposeScope();
        var scores = prediction.to(ScalarType.Float32).contiguous();
        var labels = Labels().contiguous();
        var result = new LabelConfusion[SampleCount];
        var perSample = ClassCount * PositionCount;
        fixed (float* first = scores.DataSpan<float>())
        {
            var start = (nint)first;
            System.Threading.Tasks.Parallel.For(0, SampleCount, sample =>
            {
                var best = new int[PositionCount];
                ScoreMaps.Best(new ReadOnlySpan<float>((float*)start + ((long)sample * perSample), perSample), ClassCount, best);
                result[sample] = new LabelConfusion(classes, ignored);
                switch (labels.dtype)
                {
                    case ScalarType.Byte:
                        result[sample].Add<byte, int>(Part(labels.DataSpan<byte>(), sample), best);
                        break;
                    case ScalarType.Int32:
                        result[sample].Add<int, int>(Part(labels.DataSpan<int>(), sample), best);
                        break;
                    case ScalarType.Int64:
                        result[sample].Add<long, int>(Part(labels.DataSpan<long>(), sample), best);
                        break;
                    default:
                        result[sample].Add<long, int>(Targets.AsSpan(sample * PositionCount, PositionCount), best);
                        break;
                }
            });
        }

        (confusions, this.ignored) = (result, ignored);
        return result;

        ReadOnlySpan<T> Part<T>(ReadOnlySpan<T> all, int sample) => all.Slice(sample * PositionCount, PositionCount);
    }

    private long[] BestLabels()
    {
        var all = Scores(normalized: false);
        var best = new int[PositionCount];
        var labels = new long[SampleCount * PositionCount];
        for (var sample = 0; sample < SampleCount; sample++)
        {
            ScoreMaps.Best(all.AsSpan(sample * ClassCount * PositionCount, ClassCount * PositionCount), ClassCount, best);
            for (var i = 0; i < best.Length; i++)
            {
                labels[(sample * PositionCount) + i] = best[i];
            }
        }

        return labels;
    }

    // True labels without a dimension for classes, which maps read from images keep.
    private Tensor Labels()
    {
        if (target is not Tensor tensor)
        {
            throw new UserErrorException($"class labels must come as a tensor, not as {target?.GetType().Name ?? "nothing"}");
        }

        var labels = tensor.dim() == prediction.dim() && tensor.shape[1] == 1 ? tensor.squeeze(1) : tensor;
        var expected = prediction.shape.Where((_, dimension) => dimension != 1).ToArray();
        if (!labels.shape.SequenceEqual(expected))
        {
            throw new UserErrorException(
                $"class labels have the shape [{string.Join(", ", tensor.shape)}] where predictions of shape [{string.Join(", ", prediction.shape)}] need [{string.Join(", ", expected)}]");
        }

        return labels;
    }
}
