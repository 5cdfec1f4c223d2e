using Thelper.Tasks;

namespace Thelper.Infer.Tiling;

/// <summary>An object that was found.</summary>
/// <param name="Label">Its class.</param>
/// <param name="Score">How sure the detector is, from 0 to 1.</param>
/// <param name="Left">Left edge, in pixels.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Right">Right edge, not left of <paramref name="Left"/>.</param>
/// <param name="Bottom">Lower edge, not above <paramref name="Top"/>.</param>
public readonly record struct ScoredBox(long Label, double Score, double Left, double Top, double Right, double Bottom)
{
    /// <summary>The object's pixels and key points in the same image, where the model finds them; else null.</summary>
    public ObjectShape? Shape { get; init; }

    /// <summary>Width times height.</summary>
    public double Area => (Right - Left) * (Bottom - Top);

    /// <summary>The same box elsewhere, without a shape.</summary>
    /// <param name="x">Pixels to the right.</param>
    /// <param name="y">Pixels down.</param>
    public ScoredBox Moved(double x, double y) => this with { Left = Left + x, Top = Top + y, Right = Right + x, Bottom = Bottom + y, Shape = null };

    /// <summary>The area that two boxes share.</summary>
    /// <param name="other">The other box.</param>
    public double Shared(in ScoredBox other) =>
        Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left)) * Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));

    /// <summary>Shared area over that of both together; 0 for boxes without an area.</summary>
    /// <param name="other">The other box.</param>
    public double Overlap(in ScoredBox other)
    {
        var shared = Shared(other);
        return shared > 0 ? shared / (Area + other.Area - shared) : 0;
    }
}
