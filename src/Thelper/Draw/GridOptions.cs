namespace Thelper.Draw;

/// <summary>How a grid of images is laid out.</summary>
/// <param name="Columns">Images side by side; null for the next whole number above the square root of their number.</param>
/// <param name="MinTile">Images with a smaller shorter side are enlarged by a whole factor, so that one can see them; 0 keeps their size.</param>
/// <param name="MaxSize">Images shrink where the grid would be wider or higher than this, in pixels.</param>
/// <param name="Gap">Pixels between images.</param>
/// <param name="MaxLines">Lines of a caption; what is beyond is left out, and shown as left out.</param>
public sealed record GridOptions(int? Columns = null, int MinTile = 0, int MaxSize = 1600, int Gap = 0, int MaxLines = 4)
{
    /// <summary>For people to look at: tiles of at least 128 pixels, with gaps.</summary>
    public static GridOptions Readable { get; } = new(MinTile: 128, Gap: 4);
}
