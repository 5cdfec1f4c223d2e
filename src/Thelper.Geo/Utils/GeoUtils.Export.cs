using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;
using Thelper.Torch;

namespace Thelper.Geo.Utils;

/// <content>What is written, and single rasters.</content>
public static partial class GeoUtils
{
    /// <summary>Features as GeoJSON that names its reference system (<c>export_geojson_with_crs</c>).</summary>
    /// <param name="features">The features, in that system.</param>
    /// <param name="system">The system.</param>
    public static string ExportGeojsonWithCrs(IEnumerable<GeoFeature> features, SpatialReference system) => GeoJsonWriter.Text(features, system, asOriginal: true);

    /// <summary>Writes an array as GeoTIFF (<c>export_geotiff</c>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="crop">Height x width x bands, or height x width for one band.</param>
    /// <param name="system">Its reference system.</param>
    /// <param name="transform">Where its pixels are.</param>
    /// <exception cref="GeoException">Rasters have no such type, or the file cannot be written.</exception>
    public static void ExportGeotiff(string path, torch.Tensor crop, SpatialReference system, GeoTransform transform)
    {
        ArgumentNullException.ThrowIfNull(crop);
        if (crop.ndim is not (2 or 3))
        {
            throw new GeoException($"a raster is written from height x width or height x width x bands, not from {crop.ndim} dimensions");
        }

        var bands = crop.ndim == 2 ? 1 : (int)crop.shape[2];
        using var packed = crop.contiguous();
        using var raster = RasterFiles.Create(path, new((int)crop.shape[1], (int)crop.shape[0], bands, crop.dtype.ToRasterType()) { Transform = transform, System = system });
        raster.Write(raster.Info.Window, packed);
        raster.Flush();
    }

    /// <summary>Fills a raster in memory with what lies at its place (<c>reproject_crop</c>).</summary>
    /// <param name="source">What to read.</param>
    /// <param name="target">What to fill.</param>
    /// <param name="fillNoData">Whether it is filled with the source's no-data value first, which all bands must share.</param>
    /// <param name="sourceSystem">The source's reference system where it has none itself; null for its own.</param>
    /// <exception cref="GeoException">Bands have different no-data values, or the source cannot be read.</exception>
    public static void ReprojectCrop(Raster source, Raster target, bool fillNoData = false, SpatialReference? sourceSystem = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (fillNoData)
        {
            var values = source.Info.Bands.Select(band => band.NoData).Distinct().ToList();
            if (values.Count != 1)
            {
                throw new GeoException($"{source.Info.Path}: its bands have different no-data values ({string.Join(", ", values.Select(value => PythonRepr.Of(value)))})");
            }

            target.Fill(values[0] ?? 0);
        }

        RasterWarp.Into(source, target, Resampling.Bilinear, sourceSystem);
    }

    /// <summary>Opens a raster and finds the part that is read of it (<c>parse_raster_metadata</c>): of a Sentinel-2 product the first of its rasters.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bands">Numbers of bands from 1.</param>
    /// <param name="name">What outputs are called after; null for the file's name up to the first dot.</param>
    /// <exception cref="GeoException">It is missing or no raster, or has no such band.</exception>
    public static RasterMetadata ParseRasterMetadata(string path, IReadOnlyList<int> bands, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (bands is not { Count: > 0 })
        {
            throw new GeoException($"{path}: the bands to read are missing; the first one is number 1");
        }

        var source = new RasterSource(path);
        var (reader, format) = (path, "DEFAULT");
        if (source.Reader != path)
        {
            (reader, format) = (source.Reader, "SENTINEL2");
            path = Path.GetDirectoryName(SourceGuard.FileOf(reader) ?? path) is { Length: > 0 } folder ? folder : path;
        }

        var fileName = Path.GetFileName(path.TrimEnd('/'));
        foreach (var band in bands)
        {
            if (band < 1 || band > source.Info.Bands.Count)
            {
                throw new GeoException(FormattableString.Invariant($"{path}: there is no band {band}; it has {source.Info.Bands.Count}, the first of which is number 1"));
            }
        }

        return new RasterMetadata(name ?? fileName.Split('.')[0], path, reader, format, [.. bands], source);
    }
}
