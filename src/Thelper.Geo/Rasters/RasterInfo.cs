using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;
using Thelper.Infer.Tiling;

namespace Thelper.Geo.Rasters;

/// <summary>What a raster says of itself. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Driver">GDAL's short name of its format.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Transform">Where its pixels are. Of a file that says where centres of pixels are (pixel is point) it is that of the corners all the same.</param>
/// <param name="HasTransform">Whether it says so; otherwise <paramref name="Transform"/> counts pixels.</param>
/// <param name="System">Its reference system; null where it has none, or only a local one.</param>
/// <param name="ControlPoints">Points whose place is known, of a raster that has these in place of a transform.</param>
/// <param name="ControlPointSystem">Their reference system; null where it has none.</param>
/// <param name="Bands">Its bands, the first of which is number 1.</param>
/// <param name="Metadata">Texts by key.</param>
/// <param name="Subdatasets">Names of the rasters inside it, for files that hold several.</param>
public sealed record RasterInfo(
    string Path,
    string Driver,
    int Width,
    int Height,
    GeoTransform Transform,
    bool HasTransform,
    SpatialReference? System,
    IReadOnlyList<GroundControlPoint> ControlPoints,
    SpatialReference? ControlPointSystem,
    IReadOnlyList<BandInfo> Bands,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Subdatasets)
{
    /// <summary>Whether numbers of pixels are those of their centres in the file (AREA_OR_POINT=Point).</summary>
    public bool PixelIsPoint => Metadata.GetValueOrDefault("AREA_OR_POINT") == "Point";

    /// <summary>The whole raster.</summary>
    public Window Window => new(0, 0, Width, Height);

    /// <summary>The type of all bands.</summary>
    /// <exception cref="GeoException">They differ.</exception>
    public RasterType Type => Bands.All(band => band.Type == Bands[0].Type)
        ? Bands[0].Type
        : throw new GeoException($"{Path}: its bands are of different types ({string.Join(", ", Bands.Select(band => band.Type))}); choose bands of one type, or write them as one (gdal_translate -ot)");

    /// <summary>Whether pieces are whole rows, so that reading a narrow window reads much beside it.</summary>
    public bool IsUntiled => Bands.Count > 0 && Bands[0].BlockWidth >= Width && Width > 2048;

    /// <summary>Its outline on the ground.</summary>
    public Polygon Footprint() => Shapes.Ring(Transform.Extent(0, 0, Width, Height));
}
