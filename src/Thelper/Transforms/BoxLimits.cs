namespace Thelper.Transforms;

/// <summary>Which boxes are kept where an image is moved.</summary>
/// <param name="MinArea">The least area of what is left of a box, in pixels.</param>
/// <param name="MinVisibility">The least share of a box that must be left, 0 to 1; 1 keeps whole boxes.</param>
internal readonly record struct BoxLimits(double MinArea, double MinVisibility)
{
    /// <summary>The least area by default: less than a pixel cannot be seen.</summary>
    public const double DefaultArea = 1;

    /// <summary>The least share by default: any.</summary>
    public const double DefaultVisibility = 0;
}
