using System.Globalization;
using Thelper.Geo.Native;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Rasters;

/// <summary>Brings rasters into other grids and reference systems. Overviews are never used.</summary>
public static unsafe class RasterWarp
{
    /// <summary>Fills a raster with what lies at its place in another one; where nothing does, it stays as it is.</summary>
    /// <param name="source">What to read: any place, any reference system.</param>
    /// <param name="target">What to fill; it has a reference system and as many bands.</param>
    /// <param name="resampling">How values are made.</param>
    /// <param name="sourceSystem">The source's reference system where it has none itself, or another one is to be taken for it; null for its own.</param>
    /// <exception cref="GeoException">The source has no reference system or cannot be read.</exception>
    public static void Into(Raster source, Raster target, Resampling resampling = Resampling.Bilinear, SpatialReference? sourceSystem = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var system = sourceSystem ?? source.Info.System ?? source.Info.ControlPointSystem
            ?? throw new GeoException($"{source.Info.Path}: it has no reference system, so nothing says where on Earth it is");
        var targetSystem = target.Info.System ?? throw new ArgumentException("the target has no reference system", nameof(target));
        GdalErrors.Clear();
        if (GdalApi.GDALReprojectImage(source.Handle, system.Wkt, target.Handle, targetSystem.Wkt, (int)resampling, 0, 0, 0, 0, 0) >= GdalApi.Failed)
        {
            throw GdalErrors.Failure(source.Info.Path, $"it cannot be brought to {targetSystem}");
        }
    }

    /// <summary>Writes a raster anew in another reference system, as <c>gdalwarp</c> does; the file appears when it is whole.</summary>
    /// <param name="source">The raster.</param>
    /// <param name="path">The GeoTIFF to write.</param>
    /// <param name="system">The reference system that it is wanted in.</param>
    /// <param name="resampling">How values are made.</param>
    /// <param name="threads">Processors to use.</param>
    /// <param name="sourceSystem">The source's reference system where it has none itself; null for its own.</param>
    /// <param name="metadata">Texts by key that go into the file; null for none.</param>
    /// <exception cref="GeoException">It cannot be read or written.</exception>
    public static void ToFile(
        Raster source, string path, SpatialReference system, Resampling resampling = Resampling.Bilinear, int threads = 1, SpatialReference? sourceSystem = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(system);
        string[] arguments =
        [
            "-t_srs", system.Wkt, "-r", resampling.ToString().ToLowerInvariant(), "-ovr", "NONE", "-of", "GTiff", "-overwrite",
            "-co", "TILED=YES", "-co", "COMPRESS=DEFLATE", "-co", "BIGTIFF=IF_SAFER",
            "-wo", string.Create(CultureInfo.InvariantCulture, $"NUM_THREADS={threads}"), "-multi",
            .. sourceSystem is null ? Array.Empty<string>() : ["-s_srs", sourceSystem.Wkt],
        ];
        using var draft = new RasterDraft(path);
        GdalErrors.Clear();
        var options = NativeText.With(arguments, list => GdalApi.GDALWarpAppOptionsNew(list, 0));
        var handle = source.Handle;
        var made = options == 0 ? 0 : GdalApi.GDALWarp(draft.Draft, 0, 1, &handle, options, out _);
        GdalApi.GDALWarpAppOptionsFree(options);
        var error = made == 0 ? GdalErrors.Take() ?? $"it cannot be brought to {system}" : null;
        if (made != 0)
        {
            foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
            {
                _ = GdalApi.GDALSetMetadataItem(made, key, value, null);
            }

            GdalApi.GDALClose(made);
            error = GdalErrors.Take();
        }

        if (error is not null)
        {
            throw new GeoException($"{source.Info.Path}: {error}");
        }

        draft.Publish();
    }
}
