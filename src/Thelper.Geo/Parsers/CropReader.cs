using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Parsers;

/// <summary>Reads rectangles of a grid from rasters that lie anywhere. Used by several threads at once.</summary>
/// <remarks>
/// A raster whose pixels lie on the grid is read as it is; others are resampled, linearly. Both give what GDAL's <c>ReprojectImage</c> gives: where a band has its
/// no-data value, a mask says so, or there is nothing, there is 0; and where it gives NaN, which no network can look at.
/// </remarks>
internal sealed class CropReader(IReadOnlyList<RasterEntry> rasters, SpatialReference system)
{
    /// <summary>The last raster counts, as in thelper 0.6.2: where it has nothing, there is 0, whatever the others have.</summary>
    public const string Last = "last";

    /// <summary>Rasters fill each other's gaps; of several that have data, the last one counts.</summary>
    public const string Fill = "fill";

    // Of a pixel: what rounding leaves of places that are whole pixels.
    private const double Whole = 1e-6;
    private const int EdgeSteps = 16;

    // GDAL's flag of a mask that all bands share, alpha too.
    private const int ForAllBands = 2;
    private readonly int bandCount = rasters[0].BandCount;
    private readonly RasterType type = rasters[0].DataType;

    // Whether a raster is in the samples' system: comparing two systems takes as long as reading a sample.
    private readonly bool[] here = [.. rasters.Select(raster => raster.ReprojPath is not null || raster.Srs.Equals(system))];

    /// <summary>Reads a rectangle.</summary>
    /// <param name="crop">The rectangle.</param>
    /// <param name="mosaic">How rasters that overlap go together: <see cref="Last"/> or <see cref="Fill"/>.</param>
    /// <returns>Height x width x bands.</returns>
    public Tensor Read(GeoCrop crop, string mosaic)
    {
        var result = zeros([crop.Height, crop.Width, bandCount], type.ToScalarType());
        if (mosaic == Last)
        {
            return crop.RasterHits.Count == 0 ? result : Replace(result, ReadOne(crop.RasterHits[^1], crop));
        }

        foreach (var hit in crop.RasterHits)
        {
            using var values = ReadOne(hit, crop);
            using var valid = ValidOne(hit, crop);
            using var where = valid.unsqueeze(-1).to(ScalarType.Bool);
            result = Replace(result, torch.where(where, values, result));
        }

        return result;
    }

    /// <summary>Where what <see cref="Read"/> gives is data.</summary>
    /// <param name="crop">The rectangle.</param>
    /// <param name="mosaic">How rasters that overlap go together: of <see cref="Last"/> the others have nothing to say.</param>
    /// <returns>uint8, height x width: 1 where there are data.</returns>
    public Tensor Valid(GeoCrop crop, string mosaic)
    {
        var result = zeros([crop.Height, crop.Width], torch.uint8);
        foreach (var hit in mosaic == Last ? crop.RasterHits.TakeLast(1) : crop.RasterHits)
        {
            using var valid = ValidOne(hit, crop);
            result = Replace(result, result.bitwise_or(valid));
        }

        return result;
    }

    private static Tensor Replace(Tensor before, Tensor now)
    {
        before.Dispose();
        return now;
    }

    private Tensor ReadOne(int hit, GeoCrop crop)
    {
        var entry = rasters[hit];
        if (OnGrid(hit, crop) is { } place)
        {
            var values = entry.Source.Use(raster => raster.ReadValuesPadded(place.Window));
            ClearNoData(values, entry.Source.Info);
            ClearNaN(values);
            if (entry.Source.Info.Bands.Any(band => (band.MaskFlags & ForAllBands) != 0))
            {
                using var valid = entry.Source.Use(raster => raster.ReadValidPadded(place.Window));
                using var scope = NewDisposeScope();
                _ = values.masked_fill_(valid.eq(0).unsqueeze(-1), 0);
            }

            return Turn(values, place);
        }

        var resampled = Resampled(hit, crop);
        ClearNaN(resampled);
        return resampled;
    }

    private Tensor Resampled(int hit, GeoCrop crop)
    {
        var entry = rasters[hit];
        using var target = RasterFiles.InMemory(new(crop.Width, crop.Height, bandCount, type) { Transform = crop.Transform, System = system });
        entry.Source.Use(raster =>
        {
            RasterWarp.Into(raster, target, Resampling.Bilinear, entry.ReprojPath is null ? entry.Srs : system);
            return true;
        });
        return target.Read(target.Info.Window);
    }

    private Tensor ValidOne(int hit, GeoCrop crop)
    {
        var entry = rasters[hit];
        if (OnGrid(hit, crop) is { } place)
        {
            return Turn(entry.Source.Use(raster => raster.ReadValidPadded(place.Window)), place);
        }

        using var target = RasterFiles.InMemory(new(crop.Width, crop.Height, 1, RasterType.Byte) { Transform = crop.Transform, System = system });
        var info = entry.Source.Info;
        var own = entry.ReprojPath is null ? entry.Srs : system;
        if (SourceWindow(crop, info, own) is { } window)
        {
            using var valid = entry.Source.Use(raster => raster.ReadValid(window));
            using var mask = RasterFiles.InMemory(new(window.Width, window.Height, 1, RasterType.Byte) { Transform = info.Transform.At(window.Left, window.Top), System = own });
            mask.Write(mask.Info.Window, valid);
            RasterWarp.Into(mask, target, Resampling.Nearest);
        }

        using var read = target.Read(target.Info.Window);
        return WithoutNaN(read.squeeze(-1), hit, crop);
    }

    // A NaN that is no no-data value spreads to the pixels around it, which are resampled from it.
    private Tensor WithoutNaN(Tensor valid, int hit, GeoCrop crop)
    {
        if (!type.IsReal())
        {
            return valid;
        }

        using var values = Resampled(hit, crop);
        using var scope = NewDisposeScope();
        _ = valid.masked_fill_(values.isnan().any(-1), 0);
        return valid;
    }

    // Where the rectangle lies in the raster, if their pixels are the same ones.
    private GridPlace? OnGrid(int hit, GeoCrop crop)
    {
        var (own, grid) = (rasters[hit].Source.Info.Transform, crop.Transform);
        if (!own.IsAligned || !grid.IsAligned || !here[hit])
        {
            return null;
        }

        var columns = Along(own.X, own.PixelWidth, grid.X, grid.PixelWidth, crop.Width);
        var rows = Along(own.Y, own.PixelHeight, grid.Y, grid.PixelHeight, crop.Height);
        return columns is { } c && rows is { } r ? new GridPlace(new(c.First, r.First, crop.Width, crop.Height), c.Flipped, r.Flipped) : null;
    }

    private static (int First, bool Flipped)? Along(double origin, double step, double start, double size, int count)
    {
        var (first, flipped) = ((start - origin) / step, Math.Sign(step) != Math.Sign(size));
        var nearest = Math.Round(first);
        if (Math.Abs(Math.Abs(step / size) - 1) * count > Whole || Math.Abs(first - nearest) > Whole || Math.Abs(nearest) > int.MaxValue / 2)
        {
            return null;
        }

        return ((int)nearest - (flipped ? count : 0), flipped);
    }

    private static Tensor Turn(Tensor values, GridPlace place)
    {
        long[] dims = [.. place.RowsFlipped ? [0L] : Array.Empty<long>(), .. place.ColumnsFlipped ? [1L] : Array.Empty<long>()];
        return dims.Length == 0 ? values : Replace(values, values.flip(dims));
    }

    // A band at a time, as GDAL's warping does it.
    private static void ClearNoData(Tensor values, RasterInfo info)
    {
        for (var i = 0; i < info.Bands.Count; i++)
        {
            if (info.Bands[i].NoData is { } nodata and not 0)
            {
                using var band = values.select(-1, i);
                using var empty = IsNoData(band, nodata);
                _ = band.masked_fill_(empty, 0);
            }
        }
    }

    private static void ClearNaN(Tensor values)
    {
        if (values.is_floating_point())
        {
            using var nan = values.isnan();
            _ = values.masked_fill_(nan, 0);
        }
    }

    // Beside a real number torch would round whole ones to 24 bits, and beside a whole one that their type does not hold it fails.
    private static Tensor IsNoData(Tensor band, double nodata)
    {
        if (double.IsNaN(nodata))
        {
            return band.isnan();
        }

        if (band.dtype == ScalarType.Int64 && double.IsInteger(nodata) && Math.Abs(nodata) < long.MaxValue)
        {
            return band.eq((long)nodata);
        }

        using var wide = band.dtype == ScalarType.Int32 ? band.to(ScalarType.Float64) : null;
        return (wide ?? band).eq(nodata);
    }

    // The part of the raster that a rectangle in another system or a turned grid needs: its edges may bend.
    private Window? SourceWindow(GeoCrop crop, RasterInfo info, SpatialReference own)
    {
        List<double> x = [], y = [];
        for (var i = 0; i <= EdgeSteps; i++)
        {
            for (var j = 0; j <= EdgeSteps; j++)
            {
                var point = crop.Transform.ToGround((double)crop.Width * i / EdgeSteps, (double)crop.Height * j / EdgeSteps);
                x.Add(point.X);
                y.Add(point.Y);
            }
        }

        double[] xs = [.. x], ys = [.. y];
        using (var transform = new CoordinateTransform(system, own))
        {
            transform.Transform(xs, ys);
        }

        var pixels = xs.Zip(ys, info.Transform.ToPixel).ToList();
        var (left, top) = (Math.Max(0, Math.Floor(pixels.Min(pixel => pixel.Column)) - 2), Math.Max(0, Math.Floor(pixels.Min(pixel => pixel.Row)) - 2));
        var (right, bottom) = (Math.Min(info.Width, Math.Ceiling(pixels.Max(pixel => pixel.Column)) + 2), Math.Min(info.Height, Math.Ceiling(pixels.Max(pixel => pixel.Row)) + 2));
        return left < right && top < bottom ? new Window((int)left, (int)top, (int)(right - left), (int)(bottom - top)) : null;
    }

    private sealed record GridPlace(Window Window, bool ColumnsFlipped, bool RowsFlipped);
}
