using Microsoft.Extensions.Logging;
using static Thelper.Torch.torch;

namespace Thelper.Metrics;

/// <summary>The mean over iterations of the differences between predictions and targets, by one of PyTorch's losses.</summary>
public abstract class MeanErrorMetric : MeanMetric
{
    private readonly string name;
    private readonly string reduction;
    private readonly Func<Tensor, Tensor, long, Tensor> loss;
    private readonly long number;

    private protected MeanErrorMetric(string name, Func<Tensor, Tensor, long, Tensor> loss, string reduction, int? maxWinSize, ILogger? logger)
        : base(maxWinSize, logger)
    {
        (this.name, this.loss, this.reduction) = (name, loss, reduction);

        // In libtorch's numbers.
        number = reduction switch
        {
            "mean" => 1,
            "sum" => 2,
            _ => throw new UserErrorException($"reduction must be 'mean' or 'sum', not '{reduction}'"),
        };
    }

    /// <inheritdoc/>
    public override MetricGoal Goal => MetricGoal.Minimize;

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(name, ("reduction", reduction), ("max_win_size", MaxWinSize));

    private protected override double Measure(Tensor prediction, Tensor target) => loss(prediction, target, number).ToDouble();
}
