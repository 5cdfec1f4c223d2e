using Microsoft.Extensions.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Metrics;

/// <summary>The mean over iterations of the peak signal-to-noise ratio in decibels, <c>10 log10(R^2 / MSE)</c>; infinite for a perfect match.</summary>
[TypeName(Name, "thelper.optim.PSNR")]
[Concept("regression")]
public sealed class Psnr : MeanMetric
{
    private const string Name = "thelper.optim.metrics.PSNR";
    private readonly double dataRange;

    /// <summary>Creates the metric.</summary>
    /// <param name="dataRange">The largest possible value of the signal, R: a positive number, or its text.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The range or the window is not positive.</exception>
    public Psnr([ConfigValue(Holds = [typeof(double), typeof(string)])] object? dataRange = null, [ConfigValue(Min = 1)] int? maxWinSize = null, ILogger? logger = null)
        : base(maxWinSize, logger) => this.dataRange = Arguments.ReadRange(dataRange);

    /// <inheritdoc/>
    public override MetricGoal Goal => MetricGoal.Maximize;

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(Name, ("data_range", dataRange), ("max_win_size", MaxWinSize));

    // The original's arithmetic: differences and squares in the tensors' precision, the mean in double precision.
    private protected override double Measure(Tensor prediction, Tensor target)
    {
        var squares = (prediction - target).square().to(float64).data<double>().ToArray();
        return 10 * Math.Log10(dataRange * dataRange / NumpyMean.Of(squares));
    }
}
