using System.Globalization;
using Thelper.Geo.Native;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Scenes;

/// <summary>Writes a layer of polygons in a format of GDAL's, in the scene's own reference system. The same polygons make the same bytes: dates in files are fixed.</summary>
internal sealed class LayerVectors : SceneVectors
{
    private const int Polygons = 3;
    private const int Integer64 = 12;
    private const int Real = 2;
    private const int Text = 4;
    private const string Date = "2000-01-01";

    // What SQLite keeps beside a GeoPackage while it is being written. Of another file than the one beside it, it would be played back into that.
    private static readonly string[] Journals = ["-journal", "-wal", "-shm"];
    private readonly string draft;
    private readonly VectorFormat format;
    private readonly bool withScores;
    private readonly nint layer;
    private readonly nint definition;
    private nint dataset;

    /// <summary>Begins a file.</summary>
    /// <param name="draft">Its path until it is complete.</param>
    /// <param name="format">GeoPackage or shapefile.</param>
    /// <param name="system">The reference system of the scene; null for none.</param>
    /// <param name="withScores">Whether there are scores, or numbers of pixels.</param>
    /// <exception cref="GeoException">It cannot be made.</exception>
    public LayerVectors(string draft, VectorFormat format, SpatialReference? system, bool withScores)
    {
        (this.draft, this.format, this.withScores) = (draft, format, withScores);
        GdalLibrary.Ensure();
        GdalApi.CPLSetConfigOption("OGR_CURRENT_DATE", Date + "T00:00:00.000Z");
        foreach (var end in PartsOf(format))
        {
            File.Delete(Path.ChangeExtension(draft, end));
        }

        RemoveJournals(draft);
        GdalErrors.Clear();
        dataset = GdalApi.GDALCreate(RasterFiles.Driver(IsGeoPackage ? "GPKG" : "ESRI Shapefile"), draft, 0, 0, 0, 0, 0);
        if (dataset == 0)
        {
            throw GdalErrors.Failure(draft, "it cannot be made");
        }

        using var native = system?.Open();
        string[] options = IsGeoPackage ? [] : ["DBF_DATE_LAST_UPDATE=" + Date, "ENCODING=UTF-8"];
        layer = NativeText.With(options, given => OgrApi.GDALDatasetCreateLayer(dataset, "scene", native?.Handle ?? 0, Polygons, given));
        if (layer == 0)
        {
            Dispose();
            throw GdalErrors.Failure(draft, "its layer cannot be made");
        }

        foreach (var (name, type) in new[] { ("class", Text), ("number", Integer64), withScores ? ("score", Real) : ("pixels", Integer64) })
        {
            var field = OgrApi.OGR_Fld_Create(name, type);
            _ = OgrApi.OGR_L_CreateField(layer, field, 0);
            OgrApi.OGR_Fld_Destroy(field);
        }

        definition = OgrApi.OGR_L_GetLayerDefn(layer);

        // Without one each polygon would be brought to the disk by itself. A shapefile has none.
        GdalErrors.Clear();
        if (IsGeoPackage && OgrApi.GDALDatasetStartTransaction(dataset, 0) != 0)
        {
            Dispose();
            throw GdalErrors.Failure(draft, "nothing can be written to it");
        }
    }

    private bool IsGeoPackage => format == VectorFormat.GeoPackage;

    /// <inheritdoc/>
    public override void Add(SceneShape shape)
    {
        var feature = OgrApi.OGR_F_Create(definition);
        try
        {
            OgrApi.OGR_F_SetFieldString(feature, 0, shape.Class);
            OgrApi.OGR_F_SetFieldInteger64(feature, 1, shape.Number);
            if (withScores)
            {
                OgrApi.OGR_F_SetFieldDouble(feature, 2, shape.Score ?? 0);
            }
            else
            {
                OgrApi.OGR_F_SetFieldInteger64(feature, 2, shape.Pixels ?? 0);
            }

            _ = OgrApi.OGR_F_SetGeometryDirectly(feature, NativeGeometry.Create(shape.Shape));
            if (OgrApi.OGR_L_CreateFeature(layer, feature) != 0)
            {
                throw GdalErrors.Failure(draft, string.Create(CultureInfo.InvariantCulture, $"a polygon of the class '{shape.Class}' cannot be written"));
            }
        }
        finally
        {
            OgrApi.OGR_F_Destroy(feature);
        }
    }

    /// <inheritdoc/>
    public override void Publish(string path)
    {
        GdalErrors.Clear();
        if (IsGeoPackage && OgrApi.GDALDatasetCommitTransaction(dataset) != 0)
        {
            throw GdalErrors.Failure(path, "its polygons cannot be written");
        }

        Dispose();
        if (GdalErrors.Take() is { } error)
        {
            throw new GeoException($"{path}: {error}");
        }

        RemoveJournals(path);
        foreach (var end in PartsOf(format))
        {
            var (part, place) = (Path.ChangeExtension(draft, end), Path.ChangeExtension(path, end));
            if (File.Exists(part))
            {
                SceneFiles.Publish(part, place);
            }
            else
            {
                // Of a scene without a reference system there is no .prj; that of an earlier one is not its own.
                File.Delete(place);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        var mine = Interlocked.Exchange(ref dataset, 0);
        if (mine != 0)
        {
            GdalApi.GDALClose(mine);
        }
    }

    private static void RemoveJournals(string path)
    {
        foreach (var end in Journals)
        {
            File.Delete(path + end);
        }
    }
}
