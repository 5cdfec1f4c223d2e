using Thelper.Metrics.Sklearn;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Metrics;

/// <summary>Turns iterations into what functions of <c>sklearn.metrics</c> are given.</summary>
internal static class ExternalMetricBatches
{
    /// <summary>True and predicted labels; with a target, whether samples are it, of those that are it or were taken for it.</summary>
    public static SklearnBatch Labels(ClassPredictions classes, int? target)
    {
        var (truth, predicted) = (classes.Targets!, classes.TopLabels());
        return target is null ? new() { Input = SklearnInput.Labels, Labels = truth, PredictedLabels = predicted } : OfTarget(truth, predicted, target.Value);
    }

    /// <summary>The scores of the target, or of all classes.</summary>
    public static SklearnBatch Scores(ClassPredictions classes, int? target, bool softmax)
    {
        var truth = classes.Targets!;
        if (target is not null)
        {
            return new()
            {
                Input = SklearnInput.Score,
                SinglePrecision = true,
                Members = Array.ConvertAll(truth, label => label == target),
                Scores = classes.ScoresOf(target.Value, softmax),
            };
        }

        // Samples whose label is no class, such as ignored pixels, have nothing that could be rated.
        var (all, positions, columns) = (classes.Scores(softmax), classes.PositionCount, classes.ClassCount);
        int[] rows = [.. Enumerable.Range(0, truth.Length).Where(i => truth[i] >= 0 && truth[i] < columns)];
        var scores = new double[rows.Length * columns];
        for (var i = 0; i < rows.Length; i++)
        {
            var first = (rows[i] / positions * columns * positions) + (rows[i] % positions);
            for (var column = 0; column < columns; column++)
            {
                scores[(i * columns) + column] = all[first + (column * positions)];
            }
        }

        return new() { Input = SklearnInput.Scores, SinglePrecision = true, Columns = columns, Labels = Array.ConvertAll(rows, row => truth[row]), Scores = scores };
    }

    /// <summary>Samples that may have several labels: scores and memberships of all classes, or of the target.</summary>
    public static SklearnBatch Sets(IterationData iteration, SklearnInput input, int? target)
    {
        var (scores, members, columns) = Tables(iteration);
        if (columns < 2 && target is null)
        {
            throw new UserErrorException("samples with several labels need predictions of the shape [samples, classes]");
        }

        if (target is not null)
        {
            scores = Column(scores);
            members = Column(members);
        }

        var belongs = Array.ConvertAll(members, value => value > 0.5);
        return input switch
        {
            SklearnInput.Labels => OfTarget(Array.ConvertAll(belongs, Number), Array.ConvertAll(scores, score => Number(score > 0.5)), 1),
            SklearnInput.LabelSets => new() { Input = input, Columns = columns, Members = belongs, PredictedMembers = Array.ConvertAll(scores, score => score > 0.5) },
            SklearnInput.Score => new() { Input = input, SinglePrecision = true, Members = belongs, Scores = scores },
            _ => new() { Input = input, SinglePrecision = true, Columns = columns, Members = belongs, Scores = scores },
        };

        static long Number(bool flag) => flag ? 1 : 0;

        double[] Column(double[] table)
        {
            var values = new double[table.Length / columns];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = table[(i * columns) + target.Value];
            }

            return values;
        }
    }

    /// <summary>Predicted and true numbers.</summary>
    public static SklearnBatch Numbers(IterationData iteration)
    {
        var (predicted, truth, columns) = Tables(iteration);
        return new() { Input = SklearnInput.Values, Columns = columns, Scores = predicted, Values = truth };
    }

    private static SklearnBatch OfTarget(long[] truth, long[] predicted, int target)
    {
        List<long> isTarget = [], saidTarget = [];
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] == target || predicted[i] == target)
            {
                isTarget.Add(truth[i] == target ? 1 : 0);
                saidTarget.Add(predicted[i] == target ? 1 : 0);
            }
        }

        return new() { Input = SklearnInput.Labels, Labels = [.. isTarget], PredictedLabels = [.. saidTarget] };
    }

    private static (double[] Predicted, double[] Truth, int Columns) Tables(IterationData iteration)
    {
        if (iteration.Prediction is not { } prediction || iteration.Target is not Tensor target || !prediction.shape.SequenceEqual(target.shape))
        {
            throw new UserErrorException("predictions and targets must be tensors of the same shape");
        }

        using var scope = NewDisposeScope();
        return (Read(prediction), Read(target), prediction.dim() == 2 ? (int)prediction.shape[1] : 1);

        static double[] Read(Tensor tensor) => tensor.to(ScalarType.Float64).contiguous().DataSpan<double>().ToArray();
    }
}
