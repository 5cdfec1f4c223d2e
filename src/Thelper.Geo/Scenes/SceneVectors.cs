using Thelper.Geo.Systems;

namespace Thelper.Geo.Scenes;

/// <summary>Writes the polygons or objects of a scene, one at a time, in a format. The file is complete under its name, or not there.</summary>
internal abstract class SceneVectors : IDisposable
{
    /// <summary>The end of a file's name in a format.</summary>
    /// <param name="format">The format.</param>
    public static string EndingOf(VectorFormat format) => format switch
    {
        VectorFormat.GeoPackage => ".gpkg",
        VectorFormat.Shapefile => ".shp",
        VectorFormat.GeoJsonCrs => ".crs.geojson",
        _ => ".geojson",
    };

    /// <summary>The ends of the names of all files that a format has, that of <see cref="EndingOf"/> last: a shapefile is several.</summary>
    /// <param name="format">The format.</param>
    public static IReadOnlyList<string> PartsOf(VectorFormat format) => format == VectorFormat.Shapefile ? [".shx", ".dbf", ".prj", ".cpg", ".shp"] : [EndingOf(format)];

    /// <summary>Begins a file.</summary>
    /// <param name="draft">Its path until it is complete.</param>
    /// <param name="format">The format.</param>
    /// <param name="system">The reference system of the scene; null where it has none.</param>
    /// <param name="withScores">Whether there are scores, or numbers of pixels.</param>
    /// <param name="tolerance">How far sides may lie beside their place where they are brought to another system, in units of the scene's.</param>
    /// <exception cref="UserErrorException">It cannot be made, or coordinates of this system have no place on Earth.</exception>
    public static SceneVectors Create(string draft, VectorFormat format, SpatialReference? system, bool withScores, double tolerance) => format switch
    {
        VectorFormat.GeoPackage or VectorFormat.Shapefile => new LayerVectors(draft, format, system, withScores),
        VectorFormat.GeoJsonCrs => new JsonVectors(draft, system, inOwnSystem: true, tolerance),
        _ => new JsonVectors(draft, system, inOwnSystem: false, tolerance),
    };

    /// <summary>Writes a polygon.</summary>
    /// <param name="shape">It, in the scene's reference system.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public abstract void Add(SceneShape shape);

    /// <summary>Ends the file, and puts it in its place.</summary>
    /// <param name="path">Its place.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public abstract void Publish(string path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the file holds, complete or not.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}
