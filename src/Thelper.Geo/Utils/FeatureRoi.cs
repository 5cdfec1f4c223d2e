using NetTopologySuite.Geometries;

namespace Thelper.Geo.Utils;

/// <summary>A rectangle of whole pixels around a feature.</summary>
/// <param name="Polygon">Its outline on the ground.</param>
/// <param name="TopLeft">The corner of its first pixel.</param>
/// <param name="BottomRight">The opposite corner.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record FeatureRoi(Polygon Polygon, (double X, double Y) TopLeft, (double X, double Y) BottomRight, int Width, int Height);
