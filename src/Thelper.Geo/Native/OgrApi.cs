using System.Runtime.InteropServices;

namespace Thelper.Geo.Native;

#pragma warning disable SA1300, CA1707, IDE1006, SA1600

/// <summary>The functions of GDAL's C interface for vectors and reference systems.</summary>
internal static unsafe partial class OgrApi
{
    private const string Name = GdalApi.Name;

    [LibraryImport(Name)]
    public static partial nint OSRNewSpatialReference(nint wkt);

    [LibraryImport(Name)]
    public static partial void OSRDestroySpatialReference(nint system);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OSRSetFromUserInput(nint system, string text);

    [LibraryImport(Name)]
    public static partial int OSRImportFromEPSG(nint system, int code);

    [LibraryImport(Name)]
    public static partial void OSRSetAxisMappingStrategy(nint system, int strategy);

    [LibraryImport(Name)]
    public static partial int OSRExportToWktEx(nint system, out nint wkt, nint options);

    [LibraryImport(Name)]
    public static partial int OSRIsSameEx(nint system, nint other, nint options);

    [LibraryImport(Name)]
    public static partial int OSRIsGeographic(nint system);

    [LibraryImport(Name)]
    public static partial int OSRIsProjected(nint system);

    [LibraryImport(Name)]
    public static partial int OSRIsLocal(nint system);

    [LibraryImport(Name)]
    public static partial double OSRGetLinearUnits(nint system, nint name);

    [LibraryImport(Name)]
    public static partial nint OSRGetName(nint system);

    [LibraryImport(Name)]
    public static partial nint OSRGetAuthorityName(nint system, nint key);

    [LibraryImport(Name)]
    public static partial nint OSRGetAuthorityCode(nint system, nint key);

    [LibraryImport(Name)]
    public static partial int OSRAutoIdentifyEPSG(nint system);

    [LibraryImport(Name)]
    public static partial void OSRSetPROJEnableNetwork(int enabled);

    [LibraryImport(Name)]
    public static partial nint OCTNewCoordinateTransformation(nint source, nint target);

    [LibraryImport(Name)]
    public static partial void OCTDestroyCoordinateTransformation(nint transformation);

    [LibraryImport(Name)]
    public static partial int OCTTransformEx(nint transformation, int count, double* x, double* y, double* z, int* success);

    [LibraryImport(Name)]
    public static partial int GDALDatasetGetLayerCount(nint dataset);

    [LibraryImport(Name)]
    public static partial nint GDALDatasetGetLayer(nint dataset, int layer);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALDatasetGetLayerByName(nint dataset, string layer);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALDatasetCreateLayer(nint dataset, string name, nint system, int geometryType, nint options);

    [LibraryImport(Name)]
    public static partial int GDALDatasetStartTransaction(nint dataset, int force);

    [LibraryImport(Name)]
    public static partial int GDALDatasetCommitTransaction(nint dataset);

    [LibraryImport(Name)]
    public static partial nint OGR_L_GetName(nint layer);

    [LibraryImport(Name)]
    public static partial nint OGR_L_GetSpatialRef(nint layer);

    [LibraryImport(Name)]
    public static partial long OGR_L_GetFeatureCount(nint layer, int force);

    [LibraryImport(Name)]
    public static partial void OGR_L_SetSpatialFilterRect(nint layer, double minX, double minY, double maxX, double maxY);

    [LibraryImport(Name)]
    public static partial void OGR_L_ResetReading(nint layer);

    [LibraryImport(Name)]
    public static partial nint OGR_L_GetNextFeature(nint layer);

    [LibraryImport(Name)]
    public static partial nint OGR_L_GetLayerDefn(nint layer);

    [LibraryImport(Name)]
    public static partial int OGR_L_CreateField(nint layer, nint field, int approximate);

    [LibraryImport(Name)]
    public static partial int OGR_L_CreateFeature(nint layer, nint feature);

    [LibraryImport(Name)]
    public static partial int OGR_FD_GetFieldCount(nint definition);

    [LibraryImport(Name)]
    public static partial nint OGR_FD_GetFieldDefn(nint definition, int field);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OGR_Fld_Create(string name, int type);

    [LibraryImport(Name)]
    public static partial void OGR_Fld_Destroy(nint field);

    [LibraryImport(Name)]
    public static partial nint OGR_Fld_GetNameRef(nint field);

    [LibraryImport(Name)]
    public static partial int OGR_Fld_GetType(nint field);

    [LibraryImport(Name)]
    public static partial nint OGR_F_Create(nint definition);

    [LibraryImport(Name)]
    public static partial void OGR_F_Destroy(nint feature);

    [LibraryImport(Name)]
    public static partial long OGR_F_GetFID(nint feature);

    [LibraryImport(Name)]
    public static partial int OGR_F_IsFieldSetAndNotNull(nint feature, int field);

    [LibraryImport(Name)]
    public static partial long OGR_F_GetFieldAsInteger64(nint feature, int field);

    [LibraryImport(Name)]
    public static partial double OGR_F_GetFieldAsDouble(nint feature, int field);

    [LibraryImport(Name)]
    public static partial nint OGR_F_GetFieldAsString(nint feature, int field);

    [LibraryImport(Name)]
    public static partial void OGR_F_SetFieldInteger64(nint feature, int field, long value);

    [LibraryImport(Name)]
    public static partial void OGR_F_SetFieldDouble(nint feature, int field, double value);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void OGR_F_SetFieldString(nint feature, int field, string value);

    [LibraryImport(Name)]
    public static partial nint OGR_F_GetGeometryRef(nint feature);

    [LibraryImport(Name)]
    public static partial int OGR_F_SetGeometryDirectly(nint feature, nint geometry);

    [LibraryImport(Name)]
    public static partial int OGR_G_CreateFromWkb(byte* wkb, nint system, out nint geometry, int size);

    [LibraryImport(Name)]
    public static partial void OGR_G_DestroyGeometry(nint geometry);

    [LibraryImport(Name)]
    public static partial int OGR_G_WkbSize(nint geometry);

    [LibraryImport(Name)]
    public static partial int OGR_G_ExportToIsoWkb(nint geometry, int order, byte* wkb);

    [LibraryImport(Name)]
    public static partial nint OGR_G_GetLinearGeometry(nint geometry, double maxAngle, nint options);

    [LibraryImport(Name)]
    public static partial int OGR_G_HasCurveGeometry(nint geometry, int lookForNonLinear);
}
