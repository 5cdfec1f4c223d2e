using Microsoft.Extensions.Logging;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Metrics;

/// <summary>The mean over iterations of the squared differences between predictions and targets.</summary>
[TypeName(Name, "thelper.optim.MeanSquaredError")]
[Concept("regression")]
public sealed class MeanSquaredError : MeanErrorMetric
{
    private const string Name = "thelper.optim.metrics.MeanSquaredError";

    /// <summary>Creates the metric.</summary>
    /// <param name="reduction"><c>mean</c> or <c>sum</c> over the elements of an iteration.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The reduction is not known, or the window is not positive.</exception>
    public MeanSquaredError([ConfigValue(Choices = ["mean", "sum"])] string reduction = "mean", [ConfigValue(Min = 1)] int? maxWinSize = null, ILogger? logger = null)
        : base(Name, aten.mse_loss, reduction, maxWinSize, logger)
    {
    }
}
