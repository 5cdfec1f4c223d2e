using Microsoft.Extensions.Logging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Metrics;

/// <summary>A metric that measures each iteration by itself, and is their plain mean, whatever the sizes of the batches.</summary>
public abstract class MeanMetric : WindowMetric
{
    private readonly SlotWindow<double> window;

    /// <summary>Creates the metric.</summary>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The window is not positive.</exception>
    private protected MeanMetric(int? maxWinSize, ILogger? logger)
        : base(maxWinSize, logger) => window = Window(Read);

    /// <inheritdoc/>
    public override double? Eval()
    {
        if (!window.IsEmpty)
        {
            return NumpyMean.Of([.. window.Values]);
        }

        WarnOnce($"{this}: no predictions with ground truth yet, the result is 0");
        return 0;
    }

    /// <summary>The value of one iteration. Tensors that it makes are freed after it.</summary>
    private protected abstract double Measure(Tensor prediction, Tensor target);

    private double Read(IterationData iteration)
    {
        if (iteration.Prediction is not { } prediction || iteration.Target is not Tensor target || !prediction.shape.SequenceEqual(target.shape))
        {
            throw new UserErrorException("predictions and targets must be tensors of the same shape");
        }

        using var scope = NewDisposeScope();
        return Measure(prediction, target);
    }
}
