using NetTopologySuite.Geometries;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Utils;

/// <summary>One of the rasters of a data set (an entry of the original's <c>parse_rasters</c>).</summary>
/// <param name="FilePath">The file.</param>
/// <param name="Srs">Its reference system.</param>
/// <param name="Geotransform">Where its pixels are.</param>
/// <param name="Cols">Columns.</param>
/// <param name="Rows">Rows.</param>
/// <param name="BandCount">How many bands it has.</param>
/// <param name="DataType">What they hold.</param>
/// <param name="LocalRoi">Its outline in its own system.</param>
/// <param name="TargetRoi">Its outline in the data set's system.</param>
/// <param name="ReprojPath">The copy in the data set's system, where one was made.</param>
/// <param name="Source">What threads read: the copy, or the file.</param>
public sealed record RasterEntry(
    string FilePath,
    SpatialReference Srs,
    GeoTransform Geotransform,
    int Cols,
    int Rows,
    int BandCount,
    RasterType DataType,
    Polygon LocalRoi,
    Geometry TargetRoi,
    string? ReprojPath,
    RasterSource Source)
{
    /// <summary>The transform with the first pixel's corner at (0, 0).</summary>
    public GeoTransform OffsetGeotransform => Geotransform with { X = 0, Y = 0 };

    /// <summary>Its corners: top left, bottom left, bottom right, top right.</summary>
    public IReadOnlyList<(double X, double Y)> Extent => Geotransform.Extent(0, 0, Cols, Rows);

    /// <summary>How much x changes by a row and y by a column.</summary>
    public (double X, double Y) Skew => (Geotransform.SkewX, Geotransform.SkewY);

    /// <summary>How much x changes by a column and y by a row.</summary>
    public (double X, double Y) Resolution => (Geotransform.PixelWidth, Geotransform.PixelHeight);
}
