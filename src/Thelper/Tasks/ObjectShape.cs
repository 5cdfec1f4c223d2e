namespace Thelper.Tasks;

/// <summary>What is known of an object besides its box.</summary>
/// <param name="Mask">Its pixels; null when unknown.</param>
/// <param name="KeyPoints">Its key points in the order of the task's names; null when unknown.</param>
/// <param name="Area">Its area in pixels as a data set gives it; null when unknown.</param>
public sealed record ObjectShape(InstanceMask? Mask = null, IReadOnlyList<KeyPoint>? KeyPoints = null, double? Area = null)
{
    /// <summary>The given area, else the mask's; null when unknown.</summary>
    public double? Size => Area ?? Mask?.Area;
}
