using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Logging;

namespace Thelper.Geo.Utils;

/// <content>Rasters of a data set.</content>
public static partial class GeoUtils
{
    private const string ReprojectedEnding = ".reproj.tif";
    private const string MadeOf = "THELPER_MADE_OF";

    /// <summary>Reads what rasters say of themselves, and where they lie (<c>parse_rasters</c>).</summary>
    /// <param name="paths">Files; those that end with <c>.reproj.tif</c> are copies of others and left out.</param>
    /// <param name="target">The reference system that their outlines are wanted in; null for each one's own.</param>
    /// <param name="options">How they are read.</param>
    /// <returns>The rasters, and the union of their outlines.</returns>
    /// <exception cref="GeoException">There is none, one cannot be read or has no reference system, or bands of one are of different types.</exception>
    public static (IReadOnlyList<RasterEntry> Rasters, Geometry Coverage) ParseRasters(IEnumerable<string> paths, SpatialReference? target = null, RasterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        options ??= new();
        if (options.MissingSystem is not (RasterOptions.Fail or RasterOptions.Target))
        {
            throw new GeoException($"missing reference systems: expected '{RasterOptions.Fail}' or '{RasterOptions.Target}', got {PythonRepr.Of(options.MissingSystem)}");
        }

        var rasters = paths.Where(path => !path.EndsWith(ReprojectedEnding, StringComparison.Ordinal)).Select(path => ParseRaster(path, target, options)).ToList();
        return rasters.Count == 0
            ? throw new GeoException("there is no raster")
            : (rasters, UnaryUnionOp.Union(rasters.Select(raster => raster.TargetRoi)));
    }

    /// <summary>The rasters that a text names (the original's <c>raster_path</c>).</summary>
    /// <param name="pattern">A file, or one with <c>*</c> or <c>?</c> in its name; found ones are sorted by name.</param>
    /// <exception cref="GeoException">There is none.</exception>
    public static IReadOnlyList<string> FindRasters(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!pattern.AsSpan().ContainsAny('*', '?'))
        {
            return [pattern];
        }

        var folder = Path.GetDirectoryName(pattern) is { Length: > 0 } named ? named : ".";
        var found = Directory.Exists(folder) ? Directory.GetFiles(folder, Path.GetFileName(pattern)) : [];
        return found.Where(path => !path.EndsWith(ReprojectedEnding, StringComparison.Ordinal))
            .Select(path => folder == "." && !pattern.StartsWith('.') ? Path.GetFileName(path) : path).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } rasters
            ? rasters
            : throw new GeoException($"{pattern}: no file is called so");
    }

    /// <summary>Opens a raster of a data set, or its copy in the data set's system (<c>open_rasterfile</c>).</summary>
    /// <param name="raster">The raster.</param>
    /// <returns>A handle, which the caller disposes.</returns>
    public static Raster OpenRasterfile(RasterEntry raster)
    {
        ArgumentNullException.ThrowIfNull(raster);
        return Raster.Open(raster.ReprojPath ?? raster.FilePath);
    }

    private static RasterEntry ParseRaster(string path, SpatialReference? target, RasterOptions options)
    {
        var source = new RasterSource(path, options.KeepOpen);
        var info = source.Info;
        if (info.Bands.Count == 0)
        {
            throw new GeoException(info.Subdatasets.Count > 0
                ? $"{path}: it holds several rasters; name one of them: {string.Join(", ", info.Subdatasets)}"
                : $"{path}: it has no bands");
        }

        var type = info.Type;
        _ = type.ToScalarType();
        if (!info.HasTransform)
        {
            throw new GeoException(info.ControlPoints.Count > 0
                ? $"{path}: only {info.ControlPoints.Count} control points say where it is; bring it to a grid first (gdalwarp)"
                : $"{path}: nothing says where its pixels are (no geotransform)");
        }

        var system = info.System;
        if (system is null)
        {
            if (target is null || options.MissingSystem == RasterOptions.Fail)
            {
                throw new GeoException($"{path}: it has no reference system, so nothing says where on Earth it is; write it into the file (gdal_edit.py -a_srs), or set \"missing_srs\" to \"target\" to take srs_target for it");
            }

            system = target;
            options.Log?.Warn($"'{path}' has no reference system; {target} is taken for it");
        }

        var local = info.Footprint();
        if (target is null || system.Equals(target))
        {
            return new RasterEntry(path, system, info.Transform, info.Width, info.Height, info.Bands.Count, type, local, local, null, source);
        }

        options.Log?.Info($"'{path}' is in {system}; what is read of it is brought to {target}");
        using var transform = new CoordinateTransform(system, target);
        var copy = options.Reproject ? Reprojected(source, path, system, target, options) : null;
        if (copy is not null)
        {
            // Nobody reads the raster itself any more.
            source.Dispose();
        }

        return new RasterEntry(
            path, system, info.Transform, info.Width, info.Height, info.Bands.Count, type, local, transform.Transform(local), copy?.Path, copy ?? source);
    }

    /// <summary>Opens a copy in another system that was just made, unless another run has put one of something else in its place since.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="mark">What it was made of.</param>
    /// <param name="keepOpen">Whether handles stay open for the next use.</param>
    /// <exception cref="GeoException">It was made of something else.</exception>
    internal static RasterSource OpenCopy(string copy, string mark, bool keepOpen)
    {
        var source = new RasterSource(copy, keepOpen);
        if (source.Info.Metadata.GetValueOrDefault(MadeOf) == mark)
        {
            return source;
        }

        source.Dispose();
        throw new GeoException($"{copy}: another run has written it at the same time, in another reference system or of another raster; start one after the other has ended, or give each its own copy of the raster");
    }

    // The copy says what it was made of; one of another raster, or of another system, is made anew.
    private static RasterSource Reprojected(RasterSource source, string path, SpatialReference system, SpatialReference target, RasterOptions options)
    {
        var copy = path + ReprojectedEnding;
        var mark = string.Join('|', source.Use(SourceFiles.Marks).Append(target.ToString()));
        if (File.Exists(copy))
        {
            var made = new RasterSource(copy, options.KeepOpen);
            if (made.Info.Metadata.GetValueOrDefault(MadeOf) == mark)
            {
                return made;
            }

            made.Dispose();
        }

        options.Log?.Info($"writing '{copy}', '{path}' in {target}");
        source.Use(raster =>
        {
            RasterWarp.ToFile(raster, copy, target, Resampling.Bilinear, options.Threads, system, new Dictionary<string, string> { [MadeOf] = mark });
            return true;
        });
        return OpenCopy(copy, mark, options.KeepOpen);
    }
}
