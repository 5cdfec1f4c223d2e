using Thelper.Geo.Native;
using Thelper.Geo.Systems;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Rasters;

/// <summary>One open handle on a raster, for one thread at a time; <see cref="RasterSource"/> hands out one to each thread.</summary>
public sealed unsafe partial class Raster : IDisposable
{
    private const uint ReadRaster = 0x02 | 0x40;
    private const uint Update = 0x01;
    private const string MissingImage = "not found on filesystem";
    private const int ValidEverywhere = 1;
    private const int FromAlpha = 4;
    private static long open;
    private nint handle;

    private Raster(nint handle, string path)
    {
        this.handle = handle;
        Interlocked.Increment(ref open);
        try
        {
            Info = RasterReading.Describe(handle, path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many handles on files and on rasters in memory there are in the process at this moment.</summary>
    public static long OpenHandles => Interlocked.Read(ref open);

    /// <summary>What the raster says of itself.</summary>
    public RasterInfo Info { get; }

    /// <summary>GDAL's object.</summary>
    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle == 0, this);
            return handle;
        }
    }

    /// <summary>Opens a raster to read it.</summary>
    /// <param name="path">A file on this machine, a folder that is one raster (Sentinel-2 SAFE), or the name of a part of a file as <see cref="RasterInfo.Subdatasets"/> gives it.</param>
    /// <exception cref="GeoException">It is not there, damaged, no raster, or names something on a server.</exception>
    public static Raster Open(string path) => OpenWith(path, ReadRaster);

    /// <summary>Opens what samples and scenes are read from: a raster; of a product of Sentinel-2, which holds several grids, the first part, which has the bands of 10 m (red, green, blue, infrared).</summary>
    /// <param name="path">See <see cref="Open"/>.</param>
    /// <exception cref="GeoException">It is not there, damaged, no raster, or names something on a server.</exception>
    public static Raster OpenScene(string path)
    {
        var whole = Open(path);
        if (whole.Info is { Driver: RasterReading.Sentinel2, Bands.Count: 0, Subdatasets.Count: 0 })
        {
            whole.Dispose();
            throw GdalErrors.Failure(path, "this product has no images");
        }

        if (whole.Info is not { Driver: RasterReading.Sentinel2, Subdatasets: [var first, ..] })
        {
            return whole;
        }

        whole.Dispose();
        return Open(first);
    }

    /// <summary>Opens a raster to change it.</summary>
    /// <param name="path">A file on this machine.</param>
    /// <exception cref="GeoException">It is not there, damaged, no raster, or of a format that cannot be changed.</exception>
    public static Raster OpenForUpdate(string path) => OpenWith(path, ReadRaster | Update);

    /// <summary>Reads a window.</summary>
    /// <param name="window">The window, which lies inside the raster.</param>
    /// <param name="bands">Numbers of bands from 1, in the order that is wanted; null for all.</param>
    /// <param name="dtype">The tensor's type; null for the one that holds the band's values (<see cref="RasterTypes.ToScalarType"/>). GDAL rounds and clamps what does not fit.</param>
    /// <returns>Height x width x bands. Stored values: neither scale nor offset is applied, no overview is used.</returns>
    /// <exception cref="GeoException">The file is damaged there, there is no such band, bands are of different types and none is given, or hold complex numbers, or the window is larger than <see cref="Limits.Pixels"/>.</exception>
    public Tensor Read(Window window, IReadOnlyList<int>? bands = null, ScalarType? dtype = null)
    {
        var numbers = BandNumbers(bands);
        RequireInside(window);
        RequireReal(numbers);
        var type = dtype ?? TypeOf(numbers).ToScalarType();
        if (type != ScalarType.Int8 && Array.Exists(numbers, number => Info.Bands[number - 1].Type == RasterType.Int8) && TypeOf(numbers) == RasterType.Int8)
        {
            using var bytes = Read(window, numbers, ScalarType.Int8);
            return bytes.to(type);
        }

        var result = empty([window.Height, window.Width, numbers.Length], type, CPU);
        try
        {
            Transfer(write: false, window, (void*)result.DataPointer, type, numbers);
            RequireHeld(result, window, numbers);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Reads a window that may reach beyond the raster.</summary>
    /// <param name="window">The window, anywhere.</param>
    /// <param name="bands">Numbers of bands from 1; null for all.</param>
    /// <param name="dtype">The tensor's type; null for the one that holds the band's values.</param>
    /// <returns>Values, height x width x bands, with 0 beyond the raster; and a uint8 tensor height x width that is 1 where there are data (see <see cref="ReadValid"/>).</returns>
    public (Tensor Values, Tensor Valid) ReadPadded(Window window, IReadOnlyList<int>? bands = null, ScalarType? dtype = null)
    {
        var values = ReadValuesPadded(window, bands, dtype);
        try
        {
            return (values, ReadValidPadded(window, bands));
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    /// <summary>The values of <see cref="ReadPadded"/> alone.</summary>
    /// <param name="window">The window, anywhere.</param>
    /// <param name="bands">Numbers of bands from 1; null for all.</param>
    /// <param name="dtype">The tensor's type; null for the one that holds the band's values.</param>
    public Tensor ReadValuesPadded(Window window, IReadOnlyList<int>? bands = null, ScalarType? dtype = null)
    {
        var numbers = BandNumbers(bands);
        var type = dtype ?? TypeOf(numbers).ToScalarType();
        RequireSize(window, numbers.Length);
        return Padded(window, inside => Read(inside, numbers, type), () => zeros([window.Height, window.Width, numbers.Length], type));
    }

    /// <summary>Where there are data in a window that may reach beyond the raster: see <see cref="ReadValid"/>.</summary>
    /// <param name="window">The window, anywhere.</param>
    /// <param name="bands">Numbers of bands from 1; null for all.</param>
    public Tensor ReadValidPadded(Window window, IReadOnlyList<int>? bands = null)
    {
        RequireSize(window, 1);
        return Padded(window, inside => ReadValid(inside, bands), () => zeros([window.Height, window.Width], torch.uint8));
    }

    /// <summary>Where there are data: by no-data values (NaN too), masks and alpha, as <c>rasterio</c>'s <c>dataset_mask</c>; and nowhere where a real number is none.</summary>
    /// <param name="window">The window, which lies inside the raster.</param>
    /// <param name="bands">Numbers of bands from 1; null for all. A pixel has data if one of these has.</param>
    /// <returns>uint8, height x width, 1 where there are data.</returns>
    public Tensor ReadValid(Window window, IReadOnlyList<int>? bands = null)
    {
        var numbers = BandNumbers(bands);
        RequireInside(window);
        var valid = zeros([window.Height, window.Width], torch.uint8);
        var sum = valid.DataSpan<byte>();
        var mask = new byte[sum.Length];

        // Alpha is a mask of the others; it has data everywhere itself.
        var byAlpha = Array.FindAll(numbers, number => (Info.Bands[number - 1].MaskFlags & FromAlpha) != 0);
        foreach (var number in byAlpha.Length > 0 ? byAlpha[..1] : numbers)
        {
            var band = Info.Bands[number - 1];
            if ((band.MaskFlags & ValidEverywhere) != 0)
            {
                sum.Fill(1);
                break;
            }

            if (Info.Driver == RasterReading.Sentinel2 && band.NoData is { } noData)
            {
                // GDAL knows of no mask there.
                using var values = Read(window, [number], ScalarType.Int32);
                mask = Array.ConvertAll(values.DataSpan<int>().ToArray(), value => value != noData ? (byte)1 : (byte)0);
            }
            else
            {
                ReadMask(number, window, mask);
            }

            for (var i = 0; i < mask.Length; i++)
            {
                sum[i] |= mask[i] != 0 ? (byte)1 : (byte)0;
            }
        }

        foreach (var number in numbers.Where(number => Info.Bands[number - 1].Type.IsReal()))
        {
            using var values = Read(window, [number], ScalarType.Float64);
            var reals = values.DataSpan<double>();
            for (var i = 0; i < reals.Length; i++)
            {
                sum[i] &= double.IsNaN(reals[i]) ? (byte)0 : (byte)1;
            }
        }

        return valid;
    }

    /// <summary>Writes a window.</summary>
    /// <param name="window">The window, which lies inside the raster.</param>
    /// <param name="values">Height x width x bands, or height x width for one band; contiguous, in processor memory.</param>
    /// <param name="bands">Numbers of bands from 1; null for all.</param>
    /// <exception cref="GeoException">It cannot be written: a full disk, or a raster that was opened to read.</exception>
    public void Write(Window window, Tensor values, IReadOnlyList<int>? bands = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var numbers = BandNumbers(bands);
        RequireInside(window);
        if (values.shape[0] != window.Height || values.shape[1] != window.Width || (values.ndim == 2 ? 1 : values.shape[2]) != numbers.Length || !values.is_contiguous())
        {
            throw new ArgumentException($"a contiguous tensor of {window.Height} x {window.Width} x {numbers.Length} is needed, not {values}", nameof(values));
        }

        Transfer(write: true, window, (void*)values.DataPointer, values.dtype, numbers);
        GC.KeepAlive(values);
    }

    /// <summary>Sets every pixel of every band.</summary>
    /// <param name="value">The value.</param>
    public void Fill(double value)
    {
        for (var band = 1; band <= Info.Bands.Count; band++)
        {
            _ = GdalApi.GDALFillRaster(GdalApi.GDALGetRasterBand(Handle, band), value, 0);
        }
    }

    /// <summary>Writes what is still in memory to the file.</summary>
    /// <exception cref="GeoException">It cannot be written.</exception>
    public void Flush()
    {
        GdalErrors.Clear();
        GdalApi.GDALFlushCache(Handle);
        if (GdalErrors.Take() is { } error)
        {
            throw new GeoException($"{Info.Path}: {error}");
        }
    }

    /// <summary>Closes the handle; what was written reaches the file. A failure of that is met by <see cref="Flush"/>, which comes before.</summary>
    public void Dispose()
    {
        var mine = Interlocked.Exchange(ref handle, 0);
        if (mine != 0)
        {
            GdalApi.GDALClose(mine);
            Interlocked.Decrement(ref open);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what was not disposed.</summary>
    ~Raster() => Dispose();

    /// <summary>Fails for complex numbers, of which GDAL would give the real part for the whole.</summary>
    /// <param name="bands">Numbers of bands, from 1, which exist.</param>
    /// <exception cref="GeoException">A band holds them.</exception>
    internal void RequireReal(IReadOnlyList<int> bands)
    {
        foreach (var number in bands)
        {
            if (Info.Bands[number - 1].Type is var type and (RasterType.ComplexInt16 or RasterType.ComplexInt32 or RasterType.ComplexFloat32 or RasterType.ComplexFloat64))
            {
                throw new GeoException(FormattableString.Invariant($"{Info.Path}: band {number} holds complex numbers ({type}), which are not read; write their amplitude to a band of real numbers first (gdal_calc.py, or a VRT with the pixel function 'mod')"));
            }
        }
    }

    /// <summary>The files that GDAL reads for it: itself, what lies beside it (masks, statistics, world files), and what it names, if it is a virtual one.</summary>
    internal IReadOnlyList<string> Files()
    {
        var list = GdalApi.GDALGetFileList(Handle);
        var files = NativeText.ReadList(list);
        GdalApi.CSLDestroy(list);
        return files;
    }

    /// <summary>Takes over a dataset that GDAL made.</summary>
    internal static Raster Own(nint dataset, string path) => new(dataset, path);

    private static Raster OpenWith(string path, uint flags)
    {
        var opened = SourceGuard.Require(path);
        GdalLibrary.Ensure();
        GdalErrors.Clear();
        var dataset = GdalApi.GDALOpenEx(opened, flags, 0, 0, 0);
        if (dataset == 0)
        {
            throw GdalErrors.Failure(path, "it is no raster of a format that GDAL reads");
        }

        // Of a product, GDAL leaves out the images that are not there, and reads 0 in their place.
        if (GdalErrors.Warnings.FirstOrDefault(warning => warning.Contains(MissingImage, StringComparison.Ordinal)) is { } missing)
        {
            GdalApi.GDALClose(dataset);
            throw new GeoException($"{path}: {missing[..missing.IndexOf(MissingImage, StringComparison.Ordinal)]}is missing; copy the whole product");
        }

        return new Raster(dataset, path);
    }

    private int[] BandNumbers(IReadOnlyList<int>? bands)
    {
        foreach (var band in bands ?? [])
        {
            if (band < 1 || band > Info.Bands.Count)
            {
                throw new GeoException(FormattableString.Invariant($"{Info.Path}: there is no band {band}; it has {Info.Bands.Count}, the first of which is number 1"));
            }
        }

        return bands is null ? [.. Enumerable.Range(1, Info.Bands.Count)] : [.. bands];
    }

    private Tensor Padded(Window window, Func<Window, Tensor> read, Func<Tensor> empty)
    {
        var inside = Inside(window);
        if (inside == window)
        {
            return read(window);
        }

        var whole = empty();
        if (inside.Width > 0 && inside.Height > 0)
        {
            using var scope = NewDisposeScope();
            whole.narrow(0, inside.Top - window.Top, inside.Height).narrow(1, inside.Left - window.Left, inside.Width).copy_(read(inside));
        }

        return whole;
    }

    private RasterType TypeOf(int[] numbers)
    {
        var types = numbers.Select(number => Info.Bands[number - 1].Type).Distinct().ToList();
        return types.Count == 1 ? types[0] : types.Count == 0 ? RasterType.Byte : Info.Type;
    }

    private Window Inside(Window window)
    {
        var (left, top) = (Math.Max(0, window.Left), Math.Max(0, window.Top));
        return new(left, top, Math.Max(0, Math.Min(Info.Width, window.Right) - left), Math.Max(0, Math.Min(Info.Height, window.Bottom) - top));
    }

    private void RequireInside(Window window)
    {
        if (window.Width < 1 || window.Height < 1 || Inside(window) != window)
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, FormattableString.Invariant($"{Info.Path} has {Info.Width} x {Info.Height} pixels"));
        }

        RequireSize(window, 1);
    }

    private void RequireSize(Window window, int bands)
    {
        if ((long)window.Width * window.Height > Limits.Pixels.Value || (long)window.Width * window.Height * bands > Limits.Pixels.Value * 16)
        {
            throw new GeoException(FormattableString.Invariant($"{Info.Path}: a window of {window.Width} x {window.Height} pixels in {bands} bands is more than is read at once ({Limits.Pixels.Value} pixels); read smaller windows ({Limits.Pixels.Hint})"));
        }
    }
}
