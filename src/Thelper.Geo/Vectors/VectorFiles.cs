using Thelper.Geo.Native;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Vectors;

/// <summary>Writes features as GeoPackage, shapefile or GeoJSON, by the ending of the name. A file appears when it is whole.</summary>
public static class VectorFiles
{
    private const int Integer64 = 12;
    private const int Real = 2;
    private const int Text = 4;
    private const int AnyGeometry = 0;
    private const int PolygonGeometry = 3;

    /// <summary>Writes a file, over one that is there.</summary>
    /// <param name="path">A name that ends with <c>.gpkg</c>, <c>.shp</c>, <c>.geojson</c> or <c>.json</c>. GeoJSON is in longitude and latitude (RFC 7946), the others are in the features' own system.</param>
    /// <param name="features">The features. Properties that are lists or maps become texts in a GeoPackage or shapefile.</param>
    /// <param name="system">Their reference system.</param>
    /// <exception cref="GeoException">The ending is another one, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<GeoFeature> features, SpatialReference system)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(system);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var drafts = Directory.CreateTempSubdirectory("thelper-vector-").FullName;
        try
        {
            var draft = Path.Combine(drafts, Path.GetFileName(path));
            switch (Path.GetExtension(path).ToUpperInvariant())
            {
                case ".GEOJSON" or ".JSON":
                    File.WriteAllText(draft, GeoJsonWriter.Text(features, system));
                    break;
                case ".GPKG":
                    WriteLayer(path, draft, "GPKG", features, system, AnyGeometry);
                    break;
                case ".SHP":
                    WriteLayer(path, draft, "ESRI Shapefile", features, system, PolygonGeometry);
                    break;
                default:
                    throw new GeoException($"{path}: the ending says the format: .gpkg, .shp or .geojson");
            }

            foreach (var file in Directory.GetFiles(drafts).OrderBy(file => Path.GetExtension(file) is ".shp" ? 1 : 0))
            {
                var part = Path.Combine(folder, Path.GetFileName(file) + ".part");
                File.Copy(file, part, overwrite: true);
                File.Move(part, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }
        finally
        {
            Directory.Delete(drafts, recursive: true);
        }
    }

    private static void WriteLayer(string path, string draft, string driver, IReadOnlyList<GeoFeature> features, SpatialReference system, int geometryType)
    {
        GdalLibrary.Ensure();
        GdalErrors.Clear();
        var dataset = GdalApi.GDALCreate(RasterFiles.Driver(driver), draft, 0, 0, 0, 0, 0);
        if (dataset == 0)
        {
            throw GdalErrors.Failure(path, "it cannot be created");
        }

        try
        {
            FillLayer(dataset, path, features, system, geometryType, hasTransactions: driver == "GPKG");
        }
        catch
        {
            GdalApi.GDALClose(dataset);
            throw;
        }

        // What is written at the end alone, and that the disk was full for it, shows here.
        GdalErrors.Clear();
        GdalApi.GDALClose(dataset);
        if (GdalErrors.Take() is { } error)
        {
            throw new GeoException($"{path}: {error}");
        }
    }

    private static void FillLayer(nint dataset, string path, IReadOnlyList<GeoFeature> features, SpatialReference system, int geometryType, bool hasTransactions)
    {
        using var native = system.Open();
        var layer = OgrApi.GDALDatasetCreateLayer(dataset, Path.GetFileNameWithoutExtension(path), native.Handle, geometryType, 0);
        if (layer == 0)
        {
            throw GdalErrors.Failure(path, "a layer cannot be created");
        }

        var fields = Fields(features);
        foreach (var (name, type) in fields)
        {
            var field = OgrApi.OGR_Fld_Create(name, type);
            _ = OgrApi.OGR_L_CreateField(layer, field, 1);
            OgrApi.OGR_Fld_Destroy(field);
        }

        GdalErrors.Clear();
        if (hasTransactions && OgrApi.GDALDatasetStartTransaction(dataset, 0) != 0)
        {
            throw GdalErrors.Failure(path, "nothing can be written to it");
        }

        foreach (var feature in features)
        {
            WriteFeature(layer, feature, fields, path);
        }

        GdalErrors.Clear();
        if (hasTransactions && OgrApi.GDALDatasetCommitTransaction(dataset) != 0)
        {
            throw GdalErrors.Failure(path, "its features cannot be written");
        }
    }

    private static List<(string Name, int Type)> Fields(IReadOnlyList<GeoFeature> features)
    {
        var types = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, value) in features.SelectMany(feature => feature.Properties))
        {
            var type = value switch { long or int or bool => Integer64, double or float => Real, null => -1, _ => Text };
            var before = types.GetValueOrDefault(name, -1);
            types[name] = before == -1 || before == type ? type : type == -1 ? before : before == Text || type == Text ? Text : Real;
        }

        return [.. types.Select(entry => (entry.Key, entry.Value == -1 ? Text : entry.Value))];
    }

    private static void WriteFeature(nint layer, GeoFeature feature, List<(string Name, int Type)> fields, string path)
    {
        var native = OgrApi.OGR_F_Create(OgrApi.OGR_L_GetLayerDefn(layer));
        try
        {
            for (var i = 0; i < fields.Count; i++)
            {
                switch (feature.Properties.GetValueOrDefault(fields[i].Name))
                {
                    case null:
                        break;
                    case bool flag when fields[i].Type != Text:
                        OgrApi.OGR_F_SetFieldInteger64(native, i, flag ? 1 : 0);
                        break;
                    case IConvertible number and not string when fields[i].Type == Integer64:
                        OgrApi.OGR_F_SetFieldInteger64(native, i, number.ToInt64(System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    case IConvertible number and not string when fields[i].Type == Real:
                        OgrApi.OGR_F_SetFieldDouble(native, i, number.ToDouble(System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    case var other:
                        OgrApi.OGR_F_SetFieldString(native, i, other as string ?? PythonRepr.Of(other));
                        break;
                }
            }

            _ = OgrApi.OGR_F_SetGeometryDirectly(native, NativeGeometry.Create(feature.Geometry));
            GdalErrors.Clear();
            if (OgrApi.OGR_L_CreateFeature(layer, native) != 0)
            {
                throw GdalErrors.Failure(path, "a feature cannot be written");
            }
        }
        finally
        {
            OgrApi.OGR_F_Destroy(native);
        }
    }
}
