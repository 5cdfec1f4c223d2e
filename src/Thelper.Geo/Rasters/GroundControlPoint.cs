namespace Thelper.Geo.Rasters;

/// <summary>A point of a raster whose place on the ground is known.</summary>
/// <param name="Column">Pixels from the left edge.</param>
/// <param name="Row">Pixels from the top edge.</param>
/// <param name="X">Ground x.</param>
/// <param name="Y">Ground y.</param>
public sealed record GroundControlPoint(double Column, double Row, double X, double Y);
