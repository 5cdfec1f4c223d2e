namespace Thelper.Geo.Polygons;

/// <summary>An area of a label map.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Rings">The outline, then the holes, each closed: the first place is the last one, too. Places are corners of pixels, (0, 0) is the upper left one of the map; on the screen the outline goes clockwise, holes the other way.</param>
public sealed record PixelPolygon(int Label, IReadOnlyList<IReadOnlyList<(int X, int Y)>> Rings)
{
    /// <summary>How many pixels it has.</summary>
    public long Area => Rings.Sum(OutlineAssembly.SignedArea);
}
