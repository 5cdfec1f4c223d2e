namespace Thelper.Web.Annotating;

/// <summary>Pixels in a row of memory that had one label and have another one now.</summary>
/// <param name="Start">Place of the first, counted row by row.</param>
/// <param name="Length">How many.</param>
/// <param name="Before">Label before.</param>
/// <param name="After">Label after.</param>
internal readonly record struct PixelRun(int Start, int Length, byte Before, byte After)
{
    /// <summary>The way back.</summary>
    public PixelRun Reversed => new(Start, Length, After, Before);
}
