namespace Thelper.Metrics.Boxes;

/// <summary>Intersection over union of boxes. Sizes are areas of boxes.</summary>
internal sealed class BoxMeasure : CocoMeasure
{
    /// <inheritdoc/>
    public override double Likeness(in Box found, in Box truth)
    {
        var shared = found.Intersection(truth);
        return shared == 0 ? 0 : shared / (found.Area + (truth.Crowd ? 0 : truth.Area - shared));
    }

    /// <inheritdoc/>
    public override double TrueArea(in Box truth) => truth.Area;

    /// <inheritdoc/>
    public override double FoundArea(in Box found) => found.Area;
}
