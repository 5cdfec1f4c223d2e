using Thelper.Geo.Native;

namespace Thelper.Geo.Rasters;

/// <summary>Makes rasters.</summary>
public static unsafe class RasterFiles
{
    private const int Palette = 1;
    private const int PaletteBand = 2;

    /// <summary>Creates a file, over one that is there; pixels are 0 until they are written, or the no-data value in formats that can.</summary>
    /// <param name="path">The file.</param>
    /// <param name="profile">What it is.</param>
    /// <param name="driver">GDAL's name of the format; it must be one that is written piece by piece.</param>
    /// <returns>A handle to write by.</returns>
    /// <exception cref="GeoException">It cannot be created.</exception>
    public static Raster Create(string path, RasterProfile profile, string driver = "GTiff")
    {
        ArgumentNullException.ThrowIfNull(profile);
        GdalLibrary.Ensure();
        Remove(path);
        GdalErrors.Clear();
        var dataset = NativeText.With(profile.Options, options =>
            GdalApi.GDALCreate(Driver(driver), path, profile.Width, profile.Height, profile.Bands, (int)profile.Type, options));
        if (dataset == 0)
        {
            throw GdalErrors.Failure(path, "it cannot be created");
        }

        try
        {
            Describe(dataset, profile);
        }
        catch
        {
            GdalApi.GDALClose(dataset);
            throw;
        }

        return Raster.Own(dataset, path);
    }

    /// <summary>Creates a raster in memory.</summary>
    /// <param name="profile">What it is.</param>
    public static Raster InMemory(RasterProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return Create("", profile with { Options = [] }, "MEM");
    }

    /// <summary>Writes a copy in a format that is written whole, such as a cloud-optimised GeoTIFF.</summary>
    /// <param name="source">What to copy; tags are written before the pixels.</param>
    /// <param name="path">The file.</param>
    /// <param name="driver">GDAL's name of the format.</param>
    /// <param name="options">Options of the format. For <c>COG</c>, class rasters want <c>OVERVIEW_RESAMPLING=MODE</c> or <c>NEAREST</c>.</param>
    /// <exception cref="GeoException">It cannot be written.</exception>
    public static void Copy(Raster source, string path, string driver = "COG", IReadOnlyList<string>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        Remove(path);
        GdalErrors.Clear();
        var dataset = NativeText.With(options ?? [], list => GdalApi.GDALCreateCopy(Driver(driver), path, source.Handle, 0, list, 0, 0));
        if (dataset == 0)
        {
            throw GdalErrors.Failure(path, "it cannot be written");
        }

        GdalApi.GDALClose(dataset);
        if (GdalErrors.Take() is { } error)
        {
            throw new GeoException($"{path}: {error}");
        }
    }

    /// <summary>Adds smaller copies inside a file that is open for update.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="resampling">How they are made: nearest or mode for classes.</param>
    /// <param name="levels">How many times smaller each is, such as 2, 4, 8.</param>
    /// <exception cref="GeoException">They cannot be made.</exception>
    public static void AddOverviews(Raster raster, Resampling resampling, IReadOnlyList<int> levels)
    {
        ArgumentNullException.ThrowIfNull(raster);
        fixed (int* list = levels.ToArray())
        {
            GdalErrors.Clear();
            if (GdalApi.GDALBuildOverviews(raster.Handle, resampling.ToString().ToUpperInvariant(), levels.Count, list, 0, null, 0, 0) >= GdalApi.Failed)
            {
                throw GdalErrors.Failure(raster.Info.Path, "its overviews cannot be made");
            }
        }
    }

    /// <summary>GDAL's object of a format.</summary>
    internal static nint Driver(string name) => GdalApi.GDALGetDriverByName(name) is not 0 and var driver
        ? driver
        : throw new GeoException($"this GDAL has no format '{name}'");

    /// <summary>Removes a raster and what GDAL keeps beside it. GDAL itself opens what it is to write over, and fails at what a killed run has left of a file.</summary>
    /// <param name="path">The file, which need not be there.</param>
    internal static void Remove(string path)
    {
        foreach (var file in new[] { path, path + ".aux.xml" }.Where(File.Exists))
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new GeoException($"{file}: it cannot be written over: {error.Message}", error);
            }
        }
    }

    private static void Describe(nint dataset, RasterProfile profile)
    {
        if (profile.Transform is { } transform)
        {
            fixed (double* numbers = transform.ToArray())
            {
                _ = GdalApi.GDALSetGeoTransform(dataset, numbers);
            }
        }

        if (profile.System is { } system)
        {
            _ = GdalApi.GDALSetProjection(dataset, system.Wkt);
        }

        foreach (var (key, value) in profile.Metadata)
        {
            _ = GdalApi.GDALSetMetadataItem(dataset, key, value, null);
        }

        for (var i = 1; i <= profile.Bands; i++)
        {
            var band = GdalApi.GDALGetRasterBand(dataset, i);
            if (profile.NoData is { } value)
            {
                _ = profile.Type switch
                {
                    RasterType.Int64 => GdalApi.GDALSetRasterNoDataValueAsInt64(band, (long)value),
                    RasterType.UInt64 => GdalApi.GDALSetRasterNoDataValueAsUInt64(band, (ulong)value),
                    _ => GdalApi.GDALSetRasterNoDataValue(band, value),
                };
            }

            if (i <= profile.BandNames.Count)
            {
                GdalApi.GDALSetDescription(band, profile.BandNames[i - 1]);
            }
        }

        DescribeClasses(dataset, profile);
        if (GdalErrors.Take() is { } error)
        {
            throw new GeoException($"a new raster: {error}");
        }
    }

    private static void DescribeClasses(nint dataset, RasterProfile profile)
    {
        var first = GdalApi.GDALGetRasterBand(dataset, 1);
        if (profile.ClassNames.Count > 0)
        {
            _ = NativeText.With(profile.ClassNames, names => GdalApi.GDALSetRasterCategoryNames(first, names));
        }

        if (profile.Colors.Count == 0)
        {
            return;
        }

        var table = GdalApi.GDALCreateColorTable(Palette);
        var entry = stackalloc short[4];
        for (var i = 0; i < profile.Colors.Count; i++)
        {
            var color = profile.Colors[i];
            (entry[0], entry[1], entry[2], entry[3]) = (color[0], color[1], color[2], color.Length > 3 ? color[3] : (short)255);
            GdalApi.GDALSetColorEntry(table, i, entry);
        }

        _ = GdalApi.GDALSetRasterColorTable(first, table);
        _ = GdalApi.GDALSetRasterColorInterpretation(first, PaletteBand);
        GdalApi.GDALDestroyColorTable(table);
    }
}
