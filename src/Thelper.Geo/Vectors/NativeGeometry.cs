using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Thelper.Geo.Native;

namespace Thelper.Geo.Vectors;

/// <summary>Takes geometries to GDAL and back.</summary>
internal static unsafe class NativeGeometry
{
    private const int LittleEndian = 1;

    /// <summary>A geometry of GDAL's, which the caller frees.</summary>
    public static nint Create(Geometry geometry)
    {
        var bytes = new WKBWriter(ByteOrder.LittleEndian).Write(geometry);
        fixed (byte* wkb = bytes)
        {
            return OgrApi.OGR_G_CreateFromWkb(wkb, 0, out var made, bytes.Length) == 0
                ? made
                : throw GdalErrors.Failure(geometry.GeometryType, "a geometry cannot be handed to GDAL");
        }
    }

    /// <summary>A geometry of GDAL's as one of ours; null where it is none that can be read.</summary>
    public static Geometry? Read(nint native)
    {
        if (native == 0)
        {
            return null;
        }

        // Arcs become many short lines.
        var linear = OgrApi.OGR_G_HasCurveGeometry(native, 1) != 0 ? OgrApi.OGR_G_GetLinearGeometry(native, 0, 0) : 0;
        try
        {
            var from = linear == 0 ? native : linear;
            var bytes = new byte[OgrApi.OGR_G_WkbSize(from)];
            fixed (byte* wkb = bytes)
            {
                if (OgrApi.OGR_G_ExportToIsoWkb(from, LittleEndian, wkb) != 0)
                {
                    return null;
                }
            }

            return new WKBReader(NetTopologySuite.NtsGeometryServices.Instance) { HandleOrdinates = Ordinates.XY }.Read(bytes);
        }
        catch (Exception error) when (error is ParseException or ArgumentException)
        {
            // GDAL holds rings of two points, and kinds of geometry that there are not here.
            throw new GeoException($"its geometry cannot be used: {PrintableText.Line(error.Message)}", error);
        }
        finally
        {
            if (linear != 0)
            {
                OgrApi.OGR_G_DestroyGeometry(linear);
            }
        }
    }
}
