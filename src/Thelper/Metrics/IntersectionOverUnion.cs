using Microsoft.Extensions.Logging;

namespace Thelper.Metrics;

/// <summary>The intersection over union of predicted and true areas (Jaccard, 1912), in [0, 1]; the mean over classes if there are several (mIoU).</summary>
/// <remarks>A class that occurs neither in truth nor in predictions counts as 0, as in the original, unless it is left out.</remarks>
[TypeName(Name, "thelper.optim.IntersectionOverUnion")]
public sealed class IntersectionOverUnion : OverlapMetric
{
    private const string Name = "thelper.optim.metrics.IntersectionOverUnion";
    private readonly bool globalScore;
    private readonly bool skipAbsent;

    /// <summary>Creates the metric.</summary>
    /// <param name="targetNames">The name of a class or a list of them; null for all.</param>
    /// <param name="globalScore">
    /// Whether the areas of all images are added up before dividing; otherwise each image is scored by itself, and each class is the mean of its images.
    /// </param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <param name="skipAbsent">Whether classes that occur neither in truth nor in predictions are left out of means; otherwise they count as 0.</param>
    /// <exception cref="UserErrorException">The names are malformed, or the window is not positive.</exception>
    public IntersectionOverUnion([ConfigValue(Holds = [typeof(string), typeof(List<string>)])] object? targetNames = null, bool globalScore = true, [ConfigValue(Min = 1)] int? maxWinSize = null, ILogger? logger = null, bool skipAbsent = false)
        : base(targetNames, globalScore, skipAbsent, maxWinSize, logger) => (this.globalScore, this.skipAbsent) = (globalScore, skipAbsent);

    /// <inheritdoc/>
    public override string ToString() => skipAbsent
        ? Arguments.TextForm(Name, ("target_names", TargetNames), ("global_score", globalScore), ("max_win_size", MaxWinSize), ("skip_absent", true))
        : Arguments.TextForm(Name, ("target_names", TargetNames), ("global_score", globalScore), ("max_win_size", MaxWinSize));

    private protected override double Score(long both, long sum) => (double)both / (sum - both);
}
