using Thelper.Geo.Rasters;

namespace Thelper.Geo.Scenes;

/// <summary>Names of scenes and of what is written of them.</summary>
internal static class SceneFiles
{
    private static readonly string[] Endings = [".tif", ".tiff", ".vrt", ".jp2", ".img", ".png", ".jpg", ".jpeg", ".nc", ".bil"];

    /// <summary>The scenes that a user names.</summary>
    /// <param name="named">Rasters, Sentinel-2 products (SAFE) and parts of them by GDAL's names, and folders of these (with all folders in them).</param>
    /// <param name="results">The folder of the results, whose rasters are no scenes; null for none.</param>
    /// <returns>Each scene's path and name: that of its file up to the first dot, as thelper 0.6.2 has it.</returns>
    /// <exception cref="UserErrorException">Something does not exist, holds no raster, or two scenes have one name; or results would be among the scenes.</exception>
    public static IReadOnlyList<(string Path, string Name)> Find(IReadOnlyList<string> named, string? results = null)
    {
        var paths = named.SelectMany(path => Expand(path, results is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(results)))).Distinct().Select(path => (Path: path, Name: NameOf(path))).ToList();
        var twice = paths.GroupBy(scene => scene.Name).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? paths
            : throw new UserErrorException($"the scenes {string.Join(" and ", twice.Select(scene => scene.Path))} would have results of one name, '{twice.Key}': predict on them one after another, into different folders");
    }

    /// <summary>The name of a scene: that of its file up to the first dot.</summary>
    /// <param name="path">The scene.</param>
    public static string NameOf(string path) => SourceGuard.FileOf(path) is { } product
        ? NameOf(Path.GetDirectoryName(product) is { Length: > 0 } folder ? folder : product) + "_" + path.Split(':')[2]
        : Path.GetFileName(Path.TrimEndingDirectorySeparator(path)).Split('.')[0];

    /// <summary>Puts a complete file in its place, at once.</summary>
    /// <param name="draft">The file, on the same disk.</param>
    /// <param name="path">Its place.</param>
    public static void Publish(string draft, string path)
    {
        using (var file = File.OpenHandle(draft, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        // GDAL keeps what a format has no place for in a file beside it; it comes first, so that the raster never lacks it.
        var beside = draft + ".aux.xml";
        if (File.Exists(beside))
        {
            File.Move(beside, path + ".aux.xml", overwrite: true);
        }
        else
        {
            File.Delete(path + ".aux.xml");
        }

        File.Move(draft, path, overwrite: true);
    }

    private static bool IsIn(string path, string folder) => Path.GetFullPath(path).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool IsProduct(string path) => path.TrimEnd(Path.DirectorySeparatorChar).EndsWith(".SAFE", StringComparison.OrdinalIgnoreCase);

    private static List<string> Expand(string named, string? results)
    {
        if (File.Exists(named) || IsProduct(named) || SourceGuard.FileOf(named) is not null)
        {
            return [named];
        }

        if (!Directory.Exists(named))
        {
            throw new UserErrorException($"{named}: does not exist");
        }

        if (Path.TrimEndingDirectorySeparator(Path.GetFullPath(named)) == results)
        {
            throw new UserErrorException($"{named}: the results of the scenes in a folder cannot go to that folder, where they would be scenes themselves; give them one of their own (--scenes {Path.Combine(named, "results")})");
        }

        var apart = results is not null && IsIn(results, Path.TrimEndingDirectorySeparator(Path.GetFullPath(named))) ? results : null;

        // A product is one scene, however many images it has.
        List<string> products = [.. Directory.EnumerateDirectories(named, "*", SearchOption.AllDirectories).Where(IsProduct)];
        List<string> found = [.. Directory.EnumerateFiles(named, "*", SearchOption.AllDirectories)
            .Where(file => Endings.Contains(Path.GetExtension(file).ToLowerInvariant()) && !(apart is not null && IsIn(file, apart)) && !products.Exists(product => file.StartsWith(product + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            .Concat(products).Order(StringComparer.Ordinal)];
        return found.Count > 0 ? found : throw new UserErrorException($"the folder '{named}' holds no raster ({string.Join(", ", Endings)})");
    }
}
