using Thelper.Geo.Rasters;

namespace Thelper.Geo.Utils;

/// <summary>A raster that windows are read from (the original's <c>parse_raster_metadata</c>).</summary>
/// <param name="Name">What outputs are called after.</param>
/// <param name="Path">The file; of a Sentinel-2 product its folder.</param>
/// <param name="Reader">What is opened.</param>
/// <param name="Format"><c>DEFAULT</c> or <c>SENTINEL2</c>.</param>
/// <param name="Bands">Numbers of the bands that are read, from 1.</param>
/// <param name="Source">What threads read.</param>
public sealed record RasterMetadata(string Name, string Path, string Reader, string Format, IReadOnlyList<int> Bands, RasterSource Source);
