using Microsoft.Extensions.Logging;

namespace Thelper.Metrics;

/// <summary>The Dice coefficient of predicted and true areas, twice the intersection over the sum of both (Dice, 1945), in [0, 1]; the F1 score of pixels.</summary>
[TypeName(Name, "thelper.optim.Dice")]
public sealed class Dice : OverlapMetric
{
    private const string Name = "thelper.optim.metrics.Dice";
    private readonly bool globalScore;
    private readonly bool skipAbsent;

    /// <summary>Creates the metric.</summary>
    /// <param name="targetNames">The name of a class or a list of them; null for the mean over all.</param>
    /// <param name="globalScore">
    /// Whether the areas of all images are added up before dividing; otherwise each image is scored by itself, and each class is the mean of its images.
    /// </param>
    /// <param name="skipAbsent">Whether classes that occur neither in truth nor in predictions are left out of means; otherwise they count as 0.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The names are malformed, or the window is not positive.</exception>
    public Dice([ConfigValue(Holds = [typeof(string), typeof(List<string>)])] object? targetNames = null, bool globalScore = true, bool skipAbsent = false, [ConfigValue(Min = 1)] int? maxWinSize = null, ILogger? logger = null)
        : base(targetNames, globalScore, skipAbsent, maxWinSize, logger) => (this.globalScore, this.skipAbsent) = (globalScore, skipAbsent);

    /// <inheritdoc/>
    public override string ToString() =>
        Arguments.TextForm(Name, ("target_names", TargetNames), ("global_score", globalScore), ("skip_absent", skipAbsent), ("max_win_size", MaxWinSize));

    private protected override double Score(long both, long sum) => 2.0 * both / sum;
}
