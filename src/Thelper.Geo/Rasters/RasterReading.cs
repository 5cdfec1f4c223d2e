using System.Globalization;
using Thelper.Geo.Native;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Rasters;

/// <summary>Reads what a dataset says of itself.</summary>
internal static unsafe class RasterReading
{
    // A raster that is not cut into pieces is read by whole rows: a header may claim rows of any length.
    private const long LargestBlock = 1L << 29;
    /// <summary>GDAL's name of the products of Sentinel-2.</summary>
    public const string Sentinel2 = "SENTINEL2";

    // What pixels without data are in such a product: no property of its bands.
    private const string SpecialNoData = "SPECIAL_VALUE_NODATA";
    private const int FromNoData = 8;
    private const int MostBands = 65_536;
    private const int MostEntries = 65_536;

    public static RasterInfo Describe(nint dataset, string path)
    {
        var (width, height, count) = (GdalApi.GDALGetRasterXSize(dataset), GdalApi.GDALGetRasterYSize(dataset), GdalApi.GDALGetRasterCount(dataset));
        var subdatasets = NativeText.ReadMap(GdalApi.GDALGetMetadata(dataset, "SUBDATASETS"))
            .Where(entry => entry.Key.EndsWith("_NAME", StringComparison.Ordinal))
            .OrderBy(entry => entry.Key.Length).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value).ToList();
        if (count > MostBands)
        {
            throw new GeoException(FormattableString.Invariant($"{path}: it claims {count} bands, more than the limit of {MostBands}"));
        }

        var bands = Enumerable.Range(1, count).Select(band => DescribeBand(GdalApi.GDALGetRasterBand(dataset, band), path)).ToList();
        var driver = NativeText.Read(GdalApi.GDALGetDriverShortName(GdalApi.GDALGetDatasetDriver(dataset))) ?? "";
        var metadata = NativeText.ReadMap(GdalApi.GDALGetMetadata(dataset, null));
        if (driver == Sentinel2 && metadata.TryGetValue(SpecialNoData, out var text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var special))
        {
            bands = [.. bands.Select(band => band with { NoData = special, MaskFlags = FromNoData })];
        }

        var numbers = stackalloc double[6];
        var placed = GdalApi.GDALGetGeoTransform(dataset, numbers) == 0;
        var transform = placed ? GeoTransform.Of(new ReadOnlySpan<double>(numbers, 6)) : GeoTransform.None;
        if (placed && !transform.ToArray().All(double.IsFinite))
        {
            throw new GeoException($"{path}: its geotransform {transform} is no place on the ground");
        }

        return new RasterInfo(
            path,
            driver,
            width,
            height,
            transform,
            placed,
            SpatialReference.Of(GdalApi.GDALGetSpatialRef(dataset)),
            ControlPoints(dataset),
            SpatialReference.Of(GdalApi.GDALGetGCPSpatialRef(dataset)),
            bands,
            metadata,
            subdatasets);
    }

    private static BandInfo DescribeBand(nint band, string path)
    {
        var type = (RasterType)GdalApi.GDALGetRasterDataType(band);
        if (type == RasterType.Byte && NativeText.Read(GdalApi.GDALGetMetadataItem(band, "PIXELTYPE", "IMAGE_STRUCTURE")) == "SIGNEDBYTE")
        {
            // GDAL before 3.7 has no type for it.
            type = RasterType.Int8;
        }

        GdalApi.GDALGetBlockSize(band, out var width, out var height);
        if ((long)width * height * type.Bytes() > LargestBlock)
        {
            throw new GeoException(FormattableString.Invariant($"{path}: it is stored in pieces of {width} x {height} pixels, each of which would take more than {LargestBlock >> 20} MiB of memory; cut it into tiles (gdal_translate -co TILED=YES)"));
        }

        var scale = GdalApi.GDALGetRasterScale(band, out var hasScale);
        var offset = GdalApi.GDALGetRasterOffset(band, out var hasOffset);
        return new BandInfo(
            type,
            NoDataOf(band, type),
            hasScale != 0 ? scale : 1,
            hasOffset != 0 ? offset : 0,
            NativeText.Read(GdalApi.GDALGetDescription(band)) ?? "",
            width,
            height,
            GdalApi.GDALGetMaskFlags(band),
            Colors(GdalApi.GDALGetRasterColorTable(band)),
            NativeText.ReadList(GdalApi.GDALGetRasterCategoryNames(band)),
            GdalApi.GDALGetOverviewCount(band));
    }

    // GDAL has a function for each of the types that a real number cannot hold.
    private static double? NoDataOf(nint band, RasterType type)
    {
        int has;
        double value = type switch
        {
            RasterType.Int64 => GdalApi.GDALGetRasterNoDataValueAsInt64(band, out has),
            RasterType.UInt64 => GdalApi.GDALGetRasterNoDataValueAsUInt64(band, out has),
            _ => GdalApi.GDALGetRasterNoDataValue(band, out has),
        };
        return has != 0 ? value : null;
    }

    private static List<byte[]> Colors(nint table)
    {
        var colors = new List<byte[]>();
        var entry = stackalloc short[4];
        for (var i = 0; table != 0 && i < Math.Min(MostEntries, GdalApi.GDALGetColorEntryCount(table)); i++)
        {
            _ = GdalApi.GDALGetColorEntryAsRGB(table, i, entry);
            colors.Add([(byte)entry[0], (byte)entry[1], (byte)entry[2], (byte)entry[3]]);
        }

        return colors;
    }

    private static List<GroundControlPoint> ControlPoints(nint dataset)
    {
        var points = new List<GroundControlPoint>();
        var list = (NativePoint*)GdalApi.GDALGetGCPs(dataset);
        for (var i = 0; list is not null && i < GdalApi.GDALGetGCPCount(dataset); i++)
        {
            points.Add(new(list[i].Column, list[i].Row, list[i].X, list[i].Y));
        }

        return points;
    }

    // GDAL_GCP.
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
    private struct NativePoint
    {
        public nint Id;
        public nint Info;
        public double Column;
        public double Row;
        public double X;
        public double Y;
        public double Z;
    }
}
