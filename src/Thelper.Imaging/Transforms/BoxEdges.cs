namespace Thelper.Imaging.Transforms;

/// <summary>A rectangle by its edges, in pixels: pixel i covers the numbers from i to i + 1.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Right">Right edge; the first column outside, where it is whole.</param>
/// <param name="Bottom">Lower edge; the first row outside, where it is whole.</param>
public readonly record struct BoxEdges(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Width, 0 or more.</summary>
    public double Width => Math.Max(0, Right - Left);

    /// <summary>Height, 0 or more.</summary>
    public double Height => Math.Max(0, Bottom - Top);

    /// <summary>Width times height.</summary>
    public double Area => Width * Height;
}
