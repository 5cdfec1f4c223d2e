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
    private readonly string draft;
    private readonly bool withScores;
    private readonly nint layer;
    private readonly nint definition;
    private nint dataset;

    /// <summary>Begins a file.</summary>
    /// <param name="draft">Its path until it is complete.</param>
    /// <param name="driver">GDAL's name of the format.</param>
    /// <param name="system">The reference system of the scene; null for none.</param>
    /// <param name="withScores">Whether there are scores, or numbers of pixels.</param>
    public LayerVectors(string draft, string driver, SpatialReference? system, bool withScores)
    {
        (this.draft, this.withScores) = (draft, withScores);
        GdalLibrary.Ensure();
        GdalApi.CPLSetConfigOption("OGR_CURRENT_DATE", Date + "T00:00:00.000Z");
        foreach (var old in Parts(draft))
        {
            File.Delete(old);
        }

        GdalErrors.Clear();
        dataset = GdalApi.GDALCreate(RasterFiles.Driver(driver), draft, 0, 0, 0, 0, 0);
        if (dataset == 0)
        {
            throw GdalErrors.Failure(draft, "it cannot be made");
        }

        using var native = system?.Open();
        string[] options = driver == "GPKG" ? [] : ["DBF_DATE_LAST_UPDATE=" + Date, "ENCODING=UTF-8"];
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
        _ = OgrApi.GDALDatasetStartTransaction(dataset, 0);
        _ = GdalErrors.Take();
    }

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
        _ = OgrApi.GDALDatasetCommitTransaction(dataset);
        _ = GdalErrors.Take();
        Dispose();
        if (GdalErrors.Take() is { } error)
        {
            throw new GeoException($"{path}: {error}");
        }

        // A shapefile is several files: the one that has its name comes last.
        foreach (var part in Parts(draft).OrderBy(part => part == draft))
        {
            SceneFiles.Publish(part, Path.ChangeExtension(path, Path.GetExtension(part)));
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

    // A shapefile is several files.
    private static List<string> Parts(string path) =>
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + ".*").Where(part => path.EndsWith(".shp", StringComparison.Ordinal)
            ? !part.EndsWith(".gpkg", StringComparison.Ordinal) && !part.EndsWith("json", StringComparison.Ordinal)
            : part == path),
    ];
}
