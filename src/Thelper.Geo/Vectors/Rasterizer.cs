using NetTopologySuite.Geometries;
using Thelper.Geo.Native;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Vectors;

/// <summary>Draws geometries into pixels, and outlines pixels.</summary>
public static unsafe class Rasterizer
{
    private const int FieldInteger = 0;
    private const int AnyGeometry = 0;

    /// <summary>Draws geometries, later ones over earlier ones.</summary>
    /// <param name="shapes">Geometries and the value of their pixels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="transform">Where the pixels are, in the geometries' reference system.</param>
    /// <param name="allTouched">Whether every pixel that a geometry touches belongs to it, or only those whose centre it covers.</param>
    /// <param name="fill">The value of the other pixels.</param>
    /// <param name="dtype">The tensor's type: uint8, int16, int32 or float32.</param>
    /// <returns>Height x width.</returns>
    public static Tensor Draw(
        IReadOnlyList<(Geometry Shape, double Value)> shapes, int height, int width, GeoTransform transform, bool allTouched = false, double fill = 0, ScalarType dtype = ScalarType.Byte)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        using var raster = RasterFiles.InMemory(new(width, height, 1, dtype.ToRasterType()) { Transform = transform });
        if (fill != 0)
        {
            _ = GdalApi.GDALFillRaster(GdalApi.GDALGetRasterBand(raster.Handle, 1), fill, 0);
        }

        var used = shapes.Where(shape => !shape.Shape.IsEmpty).ToArray();
        var geometries = new nint[used.Length];
        try
        {
            for (var i = 0; i < used.Length; i++)
            {
                geometries[i] = NativeGeometry.Create(used[i].Shape);
            }

            var band = 1;
            fixed (nint* list = geometries)
            fixed (double* values = Array.ConvertAll(used, shape => shape.Value))
            {
                GdalErrors.Clear();
                var at = (Raster: raster.Handle, List: (nint)list, Values: (nint)values, Band: (nint)(&band));
                string[] options = allTouched ? ["ALL_TOUCHED=TRUE"] : [];
                if (used.Length > 0 && NativeText.With(options, given => GdalApi.GDALRasterizeGeometries(
                    at.Raster, 1, (int*)at.Band, used.Length, (nint*)at.List, 0, 0, (double*)at.Values, given, 0, 0)) >= GdalApi.Failed)
                {
                    throw GdalErrors.Failure("geometries", "they cannot be drawn");
                }
            }
        }
        finally
        {
            foreach (var geometry in geometries.Where(static geometry => geometry != 0))
            {
                OgrApi.OGR_G_DestroyGeometry(geometry);
            }
        }

        using var drawn = raster.Read(raster.Info.Window, dtype: dtype);
        return drawn.squeeze(-1);
    }

    /// <summary>Outlines areas of equal values: drawing them with centres of pixels gives the same pixels again.</summary>
    /// <param name="values">Height x width: uint8, int16 or int32; contiguous.</param>
    /// <param name="transform">Where the pixels are.</param>
    /// <param name="mask">uint8, height x width: pixels that are 0 belong to no area; null for none.</param>
    /// <param name="eightConnected">Whether pixels that share a corner alone belong together.</param>
    /// <returns>The areas, holes kept, with their values.</returns>
    public static IReadOnlyList<(Polygon Shape, int Value)> Outline(Tensor values, GeoTransform transform, Tensor? mask = null, bool eightConnected = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (height, width) = ((int)values.shape[0], (int)values.shape[1]);
        using var raster = RasterFiles.InMemory(new(width, height, 1, values.dtype.ToRasterType()) { Transform = transform });
        raster.Write(raster.Info.Window, values);
        using var masked = mask is null ? null : RasterFiles.InMemory(new(width, height, 1, RasterType.Byte));
        masked?.Write(masked.Info.Window, mask!);
        var store = GdalApi.GDALGetDriverByName("Memory") is not 0 and var named ? named : RasterFiles.Driver("MEM");
        var dataset = GdalApi.GDALCreate(store, "", 0, 0, 0, 0, 0);
        try
        {
            var layer = OgrApi.GDALDatasetCreateLayer(dataset, "areas", 0, AnyGeometry, 0);
            var field = OgrApi.OGR_Fld_Create("value", FieldInteger);
            _ = OgrApi.OGR_L_CreateField(layer, field, 0);
            OgrApi.OGR_Fld_Destroy(field);
            GdalErrors.Clear();
            var (band, maskBand) = (GdalApi.GDALGetRasterBand(raster.Handle, 1), masked is null ? 0 : GdalApi.GDALGetRasterBand(masked.Handle, 1));
            string[] options = eightConnected ? ["8CONNECTED=8"] : [];
            if (NativeText.With(options, given => GdalApi.GDALPolygonize(band, maskBand, layer, 0, given, 0, 0)) >= GdalApi.Failed)
            {
                throw GdalErrors.Failure("a map of classes", "its areas cannot be outlined");
            }

            return Collect(layer);
        }
        finally
        {
            GdalApi.GDALClose(dataset);
        }
    }

    private static List<(Polygon Shape, int Value)> Collect(nint layer)
    {
        var areas = new List<(Polygon, int)>();
        OgrApi.OGR_L_ResetReading(layer);
        while (OgrApi.OGR_L_GetNextFeature(layer) is not 0 and var feature)
        {
            if (NativeGeometry.Read(OgrApi.OGR_F_GetGeometryRef(feature)) is Polygon polygon)
            {
                areas.Add((polygon, (int)OgrApi.OGR_F_GetFieldAsInteger64(feature, 0)));
            }

            OgrApi.OGR_F_Destroy(feature);
        }

        return areas;
    }
}
