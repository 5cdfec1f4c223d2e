using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Thelper.Geo.Native;

/// <summary>Finds GDAL, and sets it up once: no network, no code in files, errors as exceptions.</summary>
internal static unsafe class GdalLibrary
{
    // 32 is GDAL 3.6 (Debian 12), 36 is 3.10 (Debian 13); a number for each minor version.
    private const int FirstVersion = 32;
    private const int LastVersion = 48;
    private const string Variable = "THELPER_GDAL";
    private const string Way = "'apt-get install libgdal32' (Debian 12) or 'apt-get install libgdal36' (Debian 13)";
    private const long CacheBytes = 128L << 20;

    // What fetches something from a server, as rasters and as vectors.
    private const string RemoteRasters = "WMS WCS WMTS HTTP PLMOSAIC PLSCENES EEDA EEDAI DAAS OGCAPI STACTA STACIT RASTERLITE NGW CARTO PostGISRaster";
    private const string RemoteVectors = "WFS,CSW,OAPIF,OGCAPI,CARTO,AMIGOCLOUD,ELASTIC,ELASTICSEARCH,PLSCENES,NGW,PostgreSQL,MySQL,MSSQLSpatial,MONGODBV3,HANA,GMLAS,HTTP,GeoRSS,ODBC";

    private const int FirstWithSignedBytes = 3_07_00_00;
    private static readonly Lazy<nint> Handle = new(Open);
    private static readonly Lazy<bool> Ready = new(SetUp);

    /// <summary>Registers the resolver before the first native call.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver must be in place before the first native call.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(
        typeof(GdalLibrary).Assembly, static (name, _, _) => name == GdalApi.Name ? Handle.Value : 0);

    /// <summary>Loads GDAL on first use.</summary>
    /// <exception cref="UserErrorException">It is not installed.</exception>
    public static void Ensure() => _ = Ready.Value;

    /// <summary>The version, as 3.6.2 is 3060200.</summary>
    public static int Version => int.Parse(NativeText.Read(GdalApi.GDALVersionInfo("VERSION_NUM"))!, CultureInfo.InvariantCulture);

    /// <summary>Whether signed bytes are a type of their own.</summary>
    public static bool HasSignedBytes => Version >= FirstWithSignedBytes;

    private static nint Open()
    {
        // A GDAL of the user's own, built with more formats say.
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } own)
        {
            return NativeLibrary.TryLoad(own, out var given) ? given : throw new UserErrorException($"{Variable}: {PrintableText.Line(own)} is no library that can be loaded; georeferenced data need GDAL 3.6 or later: leave the variable unset, and install the system's with {Way}");
        }

        for (var version = FirstVersion; version <= LastVersion; version++)
        {
            if (NativeLibrary.TryLoad(string.Create(CultureInfo.InvariantCulture, $"libgdal.so.{version}"), out var found))
            {
                return found;
            }
        }

        throw new UserErrorException("georeferenced data need GDAL 3.6 or later, which is missing: install it with " + Way);
    }

    private static bool SetUp()
    {
        // A configuration or a file may come from anyone: nothing is fetched, whatever it names. These are refused by name first (SourceGuard).
        Set("CPL_VSIL_CURL_ALLOWED_FILENAME", "/no/file/of/any/server");
        Set("GDAL_HTTP_PROXY", "http://127.0.0.1:1");
        Set("GDAL_HTTP_MAX_RETRY", "0");
        Set("GDAL_HTTP_TIMEOUT", "1");
        Set("GDAL_SKIP", $"{RemoteRasters} {RemoteVectors.Replace(',', ' ')}");
        Set("OGR_SKIP", RemoteVectors);
        Set("GML_DOWNLOAD_SCHEMA", "NO");
        Set("GML_SKIP_RESOLVE_ELEMS", "ALL");
        Set("GDAL_VRT_ENABLE_PYTHON", "NO");
        Set("SHAPE_RESTORE_SHX", "NO");

        // Loader threads read at the same time, each by a handle of its own.
        Set("GDAL_NUM_THREADS", "1");
        Set("VRT_SHARED_SOURCE", "0");
        if (Environment.GetEnvironmentVariable("GDAL_CACHEMAX") is null)
        {
            GdalApi.GDALSetCacheMax64(CacheBytes);
        }

        _ = GdalApi.CPLSetErrorHandlerEx(&GdalErrors.Receive, 0);
        GdalApi.GDALAllRegister();
        OgrApi.OSRSetPROJEnableNetwork(0);
        GdalErrors.Clear();
        return true;
    }

    private static void Set(string key, string value) => GdalApi.CPLSetConfigOption(key, value);
}
