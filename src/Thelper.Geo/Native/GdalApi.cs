using System.Runtime.InteropServices;

namespace Thelper.Geo.Native;

// Foreign names; GDAL's documentation describes the functions.
#pragma warning disable SA1300, CA1707, IDE1006, SA1600

/// <summary>The functions of GDAL's C interface that are used here: rasters, and what all parts share.</summary>
internal static unsafe partial class GdalApi
{
    /// <summary>The library's name for the resolver.</summary>
    public const string Name = "gdal";

    /// <summary>Failure of a call (CE_Failure); warnings are 2.</summary>
    public const int Failed = 3;

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void CPLSetConfigOption(string key, string value);

    [LibraryImport(Name)]
    public static partial nint CPLSetErrorHandlerEx(delegate* unmanaged[Cdecl]<int, int, byte*, void> handler, nint data);

    [LibraryImport(Name)]
    public static partial void VSIFree(nint memory);

    [LibraryImport(Name)]
    public static partial void CSLDestroy(nint list);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint CSLAddString(nint list, string text);

    [LibraryImport(Name)]
    public static partial void GDALAllRegister();

    [LibraryImport(Name)]
    public static partial void GDALSetCacheMax64(long bytes);

    [LibraryImport(Name)]
    public static partial long GDALGetCacheUsed64();

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALVersionInfo(string request);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALGetDriverByName(string name);

    [LibraryImport(Name)]
    public static partial nint GDALGetDatasetDriver(nint dataset);

    [LibraryImport(Name)]
    public static partial nint GDALGetDriverShortName(nint driver);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALOpenEx(string path, uint flags, nint drivers, nint options, nint siblings);

    [LibraryImport(Name)]
    public static partial void GDALClose(nint dataset);

    [LibraryImport(Name)]
    public static partial void GDALFlushCache(nint dataset);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALCreate(nint driver, string path, int width, int height, int bands, int type, nint options);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALCreateCopy(nint driver, string path, nint source, int strict, nint options, nint progress, nint progressData);

    [LibraryImport(Name)]
    public static partial nint GDALGetFileList(nint dataset);

    [LibraryImport(Name)]
    public static partial int GDALGetRasterXSize(nint dataset);

    [LibraryImport(Name)]
    public static partial int GDALGetRasterYSize(nint dataset);

    [LibraryImport(Name)]
    public static partial int GDALGetRasterCount(nint dataset);

    [LibraryImport(Name)]
    public static partial nint GDALGetRasterBand(nint dataset, int band);

    [LibraryImport(Name)]
    public static partial int GDALGetGeoTransform(nint dataset, double* transform);

    [LibraryImport(Name)]
    public static partial int GDALSetGeoTransform(nint dataset, double* transform);

    [LibraryImport(Name)]
    public static partial nint GDALGetSpatialRef(nint dataset);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GDALSetProjection(nint dataset, string wkt);

    [LibraryImport(Name)]
    public static partial int GDALGetGCPCount(nint dataset);

    [LibraryImport(Name)]
    public static partial nint GDALGetGCPs(nint dataset);

    [LibraryImport(Name)]
    public static partial nint GDALGetGCPSpatialRef(nint dataset);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALGetMetadata(nint majorObject, string? domain);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GDALSetMetadataItem(nint majorObject, string key, string? value, string? domain);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALGetMetadataItem(nint majorObject, string key, string? domain);

    [LibraryImport(Name)]
    public static partial int GDALGetRasterDataType(nint band);

    [LibraryImport(Name)]
    public static partial void GDALGetBlockSize(nint band, out int width, out int height);

    [LibraryImport(Name)]
    public static partial double GDALGetRasterNoDataValue(nint band, out int has);

    [LibraryImport(Name)]
    public static partial long GDALGetRasterNoDataValueAsInt64(nint band, out int has);

    [LibraryImport(Name)]
    public static partial ulong GDALGetRasterNoDataValueAsUInt64(nint band, out int has);

    [LibraryImport(Name)]
    public static partial int GDALSetRasterNoDataValue(nint band, double value);

    [LibraryImport(Name)]
    public static partial int GDALSetRasterNoDataValueAsInt64(nint band, long value);

    [LibraryImport(Name)]
    public static partial int GDALSetRasterNoDataValueAsUInt64(nint band, ulong value);

    [LibraryImport(Name)]
    public static partial double GDALGetRasterScale(nint band, out int has);

    [LibraryImport(Name)]
    public static partial double GDALGetRasterOffset(nint band, out int has);

    [LibraryImport(Name)]
    public static partial nint GDALGetDescription(nint majorObject);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GDALSetDescription(nint majorObject, string text);

    [LibraryImport(Name)]
    public static partial int GDALSetRasterColorInterpretation(nint band, int value);

    [LibraryImport(Name)]
    public static partial nint GDALGetRasterColorTable(nint band);

    [LibraryImport(Name)]
    public static partial int GDALSetRasterColorTable(nint band, nint table);

    [LibraryImport(Name)]
    public static partial nint GDALCreateColorTable(int interpretation);

    [LibraryImport(Name)]
    public static partial void GDALDestroyColorTable(nint table);

    [LibraryImport(Name)]
    public static partial int GDALGetColorEntryCount(nint table);

    [LibraryImport(Name)]
    public static partial int GDALGetColorEntryAsRGB(nint table, int index, short* entry);

    [LibraryImport(Name)]
    public static partial void GDALSetColorEntry(nint table, int index, short* entry);

    [LibraryImport(Name)]
    public static partial nint GDALGetRasterCategoryNames(nint band);

    [LibraryImport(Name)]
    public static partial int GDALSetRasterCategoryNames(nint band, nint names);

    [LibraryImport(Name)]
    public static partial int GDALGetOverviewCount(nint band);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GDALBuildOverviews(nint dataset, string resampling, int count, int* levels, int bands, int* bandList, nint progress, nint progressData);

    [LibraryImport(Name)]
    public static partial nint GDALGetMaskBand(nint band);

    [LibraryImport(Name)]
    public static partial int GDALGetMaskFlags(nint band);

    [LibraryImport(Name)]
    public static partial int GDALRasterIOEx(
        nint band, int write, int x, int y, int width, int height, void* buffer, int bufferWidth, int bufferHeight, int type, long pixelSpace, long lineSpace, nint extra);

    [LibraryImport(Name)]
    public static partial int GDALDatasetRasterIOEx(
        nint dataset, int write, int x, int y, int width, int height, void* buffer, int bufferWidth, int bufferHeight, int type, int bandCount, int* bands, long pixelSpace, long lineSpace, long bandSpace, nint extra);

    [LibraryImport(Name)]
    public static partial int GDALFillRaster(nint band, double real, double imaginary);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GDALReprojectImage(
        nint source, string sourceWkt, nint target, string targetWkt, int resampling, double memory, double maxError, nint progress, nint progressData, nint options);

    [LibraryImport(Name)]
    public static partial nint GDALWarpAppOptionsNew(nint arguments, nint options);

    [LibraryImport(Name)]
    public static partial void GDALWarpAppOptionsFree(nint options);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALWarp(string? path, nint target, int sources, nint* source, nint options, out int usageError);

    [LibraryImport(Name)]
    public static partial int GDALRasterizeGeometries(
        nint dataset, int bandCount, int* bands, int geometryCount, nint* geometries, nint transformer, nint transformerData, double* values, nint options, nint progress, nint progressData);

    [LibraryImport(Name)]
    public static partial int GDALPolygonize(nint band, nint mask, nint layer, int field, nint options, nint progress, nint progressData);
}
