using Thelper.Tasks;

namespace Thelper.Metrics.Boxes;

/// <summary>Intersection over union of masks. Sizes are the data set's, else numbers of pixels.</summary>
internal sealed class MaskMeasure : CocoMeasure
{
    /// <inheritdoc/>
    public override double Likeness(in Box found, in Box truth)
    {
        var (mine, theirs) = (MaskOf(found, "a predicted"), MaskOf(truth, "a true"));
        var shared = mine.Intersection(theirs);
        return shared == 0 ? 0 : shared / (double)(mine.Area + (truth.Crowd ? 0 : theirs.Area - shared));
    }

    /// <inheritdoc/>
    public override double TrueArea(in Box truth) => truth.Shape?.Size ?? MaskOf(truth, "a true").Area;

    /// <inheritdoc/>
    public override double FoundArea(in Box found) => MaskOf(found, "a predicted").Area;

    private static InstanceMask MaskOf(in Box box, string which) =>
        box.Shape?.Mask ?? throw new UserErrorException($"{which} box has no mask to compare; set \"masks\": true in the data set, and use a model that finds masks");
}
