namespace Thelper.Tasks;

/// <summary>How much two boxes overlap.</summary>
public sealed partial class BoundingBox
{
    /// <summary>The area that two boxes share, over the area that they cover together.</summary>
    /// <param name="other">The other box.</param>
    /// <returns>From 0 (apart) to 1 (equal); 0 where both boxes are empty.</returns>
    public double IntersectionOverUnion(BoundingBox other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var width = Math.Min(Right + Margin, other.Right + other.Margin) - Math.Max(Left, other.Left);
        var height = Math.Min(Bottom + Margin, other.Bottom + other.Margin) - Math.Max(Top, other.Top);
        var shared = Math.Max(0, width) * Math.Max(0, height);
        var covered = Area + other.Area - shared;
        return covered > 0 ? shared / covered : 0;
    }
}
