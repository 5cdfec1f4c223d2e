using NetTopologySuite.Geometries;
using Thelper.Geo.Native;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Vectors;

/// <summary>A layer of a vector file of any format that GDAL reads: shapefile, GeoPackage and others. GeoJSON is read by <see cref="GeoJson"/>. For one thread at a time.</summary>
public sealed class VectorLayer : IDisposable
{
    private const uint ReadVector = 0x04 | 0x40;
    private const int Integer = 0;
    private const int Real = 2;
    private const int Integer64 = 12;
    private readonly nint layer;
    private readonly List<(string Name, int Type)> fields = [];
    private nint dataset;

    private VectorLayer(string path, nint dataset, nint layer)
    {
        (Path, this.dataset, this.layer) = (path, dataset, layer);
        Name = NativeText.Read(OgrApi.OGR_L_GetName(layer)) ?? "";
        System = SpatialReference.Of(OgrApi.OGR_L_GetSpatialRef(layer));
        var definition = OgrApi.OGR_L_GetLayerDefn(layer);
        for (var i = 0; i < OgrApi.OGR_FD_GetFieldCount(definition); i++)
        {
            var field = OgrApi.OGR_FD_GetFieldDefn(definition, i);
            fields.Add((NativeText.Read(OgrApi.OGR_Fld_GetNameRef(field)) ?? "", OgrApi.OGR_Fld_GetType(field)));
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>Its reference system; null where it has none.</summary>
    public SpatialReference? System { get; }

    /// <summary>Names of its properties.</summary>
    public IReadOnlyList<string> Fields => [.. fields.Select(entry => entry.Name)];

    /// <summary>How many features it has.</summary>
    public long Count => OgrApi.OGR_L_GetFeatureCount(layer, 1);

    /// <summary>Opens a layer.</summary>
    /// <param name="path">A file on this machine, or a folder of shapefiles.</param>
    /// <param name="number">Number of the layer from 0.</param>
    /// <param name="name">Its name in place of the number; null to go by number.</param>
    /// <exception cref="GeoException">The file is not there, damaged or no vector file, or has no such layer.</exception>
    public static VectorLayer Open(string path, int number = 0, string? name = null)
    {
        SourceGuard.Require(path);
        RequireParts(path);
        GdalLibrary.Ensure();
        GdalErrors.Clear();
        var dataset = GdalApi.GDALOpenEx(path, ReadVector, 0, 0, 0);
        if (dataset == 0)
        {
            throw GdalErrors.Failure(path, "it is no vector file of a format that GDAL reads");
        }

        var layer = name is not null ? OgrApi.GDALDatasetGetLayerByName(dataset, name) : number >= 0 && number < OgrApi.GDALDatasetGetLayerCount(dataset) ? OgrApi.GDALDatasetGetLayer(dataset, number) : 0;
        if (layer != 0)
        {
            return new VectorLayer(path, dataset, layer);
        }

        var names = Enumerable.Range(0, OgrApi.GDALDatasetGetLayerCount(dataset)).Select(i => NativeText.Read(OgrApi.OGR_L_GetName(OgrApi.GDALDatasetGetLayer(dataset, i)))).ToList();
        GdalApi.GDALClose(dataset);
        throw new GeoException($"{path}: there is no layer {(name is null ? number : PythonRepr.Of(name))}; it has {names.Count}: {string.Join(", ", names)}");
    }

    /// <summary>Reads features as they are asked for; one reading at a time.</summary>
    /// <param name="within">Only those whose bounds meet this rectangle, in the layer's system; null for all.</param>
    /// <param name="skipped">Told the number of each feature without a geometry, which is left out; null to fail on one.</param>
    /// <exception cref="GeoException">A feature has no geometry, or the file is damaged.</exception>
    public IEnumerable<GeoFeature> Features(Envelope? within = null, Action<long>? skipped = null)
    {
        ObjectDisposedException.ThrowIf(dataset == 0, this);
        if (within is not null)
        {
            OgrApi.OGR_L_SetSpatialFilterRect(layer, within.MinX, within.MinY, within.MaxX, within.MaxY);
        }

        OgrApi.OGR_L_ResetReading(layer);
        GdalErrors.Clear();
        for (long number = 0; ; number++)
        {
            var feature = OgrApi.OGR_L_GetNextFeature(layer);
            if (feature == 0)
            {
                break;
            }

            GeoFeature? read;
            try
            {
                read = Read(feature);
            }
            catch (GeoException unusable)
            {
                throw new GeoException(FormattableString.Invariant($"{Path}: feature {number}: {unusable.Message}"), unusable);
            }
            finally
            {
                OgrApi.OGR_F_Destroy(feature);
            }

            if (read is not null)
            {
                yield return read;
            }
            else if (skipped is not null)
            {
                skipped(number);
            }
            else
            {
                throw new GeoException(FormattableString.Invariant($"{Path}: feature {number} has no geometry"));
            }
        }

        if (GdalErrors.Take() is { } error)
        {
            throw new GeoException($"{Path}: {error}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var mine = Interlocked.Exchange(ref dataset, 0);
        if (mine != 0)
        {
            GdalApi.GDALClose(mine);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what was not disposed.</summary>
    ~VectorLayer() => Dispose();

    // A shapefile is several files; GDAL's own words for one that is missing help nobody.
    private static void RequireParts(string path)
    {
        if (!path.EndsWith(".shp", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        foreach (var ending in new[] { ".shx", ".dbf" })
        {
            var part = path[..^4] + ending;
            if (!File.Exists(part) && !File.Exists(path[..^4] + ending.ToUpperInvariant()))
            {
                throw new GeoException($"{path}: a shapefile is several files, of which {part[(part.LastIndexOf('/') + 1)..]} is missing; copy it too"
                    + (ending == ".shx" ? $", or make it anew: ogrinfo --config SHAPE_RESTORE_SHX YES {path}" : ""));
            }
        }
    }

    private GeoFeature? Read(nint feature)
    {
        if (NativeGeometry.Read(OgrApi.OGR_F_GetGeometryRef(feature)) is not { } geometry)
        {
            return null;
        }

        var properties = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            properties[fields[i].Name] = OgrApi.OGR_F_IsFieldSetAndNotNull(feature, i) == 0 ? null : fields[i].Type switch
            {
                Integer or Integer64 => OgrApi.OGR_F_GetFieldAsInteger64(feature, i),
                Real => OgrApi.OGR_F_GetFieldAsDouble(feature, i),
                _ => NativeText.Read(OgrApi.OGR_F_GetFieldAsString(feature, i)),
            };
        }

        return new GeoFeature(OgrApi.OGR_F_GetFID(feature), geometry, properties);
    }
}
