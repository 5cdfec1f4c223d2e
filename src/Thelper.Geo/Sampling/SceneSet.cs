using NetTopologySuite.Geometries;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Infer.Tiling;

namespace Thelper.Geo.Sampling;

/// <summary>Scenes with their label maps, and where their tiles lie on the ground.</summary>
internal sealed class SceneSet
{
    private const string NamePlace = "{name}";
    private readonly Lazy<GroundPlane> plane;

    private SceneSet(IReadOnlyList<(RasterSource Image, RasterSource? Labels)> scenes)
    {
        Scenes = scenes;
        var first = scenes[0].Image.Info;
        plane = new(() => GroundPlane.Of(first.System, first.Transform.ToGround(first.Width / 2.0, first.Height / 2.0)));
    }

    /// <summary>The scenes, in the order of their names.</summary>
    public IReadOnlyList<(RasterSource Image, RasterSource? Labels)> Scenes { get; }

    /// <summary>Opens scenes.</summary>
    /// <param name="rasterPath">A raster, a folder, or a pattern with <c>*</c> in its last part.</param>
    /// <param name="labelPath">The label map of a scene, whose name <c>{name}</c> stands for; null for none.</param>
    /// <exception cref="UserErrorException">There is no scene, a label map is missing or has another size or place than its scene.</exception>
    public static SceneSet Open(string rasterPath, string? labelPath)
    {
        var paths = Expand(rasterPath);
        var scenes = new List<(RasterSource Image, RasterSource? Labels)>();
        foreach (var path in paths)
        {
            var image = new RasterSource(path);
            scenes.Add((image, labelPath is null ? null : Labels(image, labelPath, paths.Count)));
        }

        return new(scenes);
    }

    /// <summary>A tile.</summary>
    /// <param name="scene">Number of the scene.</param>
    /// <param name="window">The tile in its pixels.</param>
    public GroundTile TileOf(int scene, Window window)
    {
        var (outline, system) = OutlineOf(scene, window);
        return new(scene, window, (Polygon)plane.Value.Lay(outline, system));
    }

    /// <summary>The outline of a tile, in the reference system of its scene.</summary>
    /// <param name="scene">Number of the scene.</param>
    /// <param name="window">Its pixels.</param>
    public (Polygon Outline, SpatialReference? System) OutlineOf(int scene, Window window)
    {
        var info = Scenes[scene].Image.Info;
        return (Shapes.Ring(info.Transform.Extent(window.Left, window.Top, window.Width, window.Height)), info.System);
    }

    private static List<string> Expand(string path)
    {
        if (Directory.Exists(path))
        {
            return [.. Scenes_(path)];
        }

        if (!path.Contains('*', StringComparison.Ordinal))
        {
            return [path];
        }

        var folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        List<string> found = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
        return found.Count > 0 ? found : throw new UserErrorException($"{path}: no raster has such a name");

        static IEnumerable<string> Scenes_(string folder) => Geo.Scenes.SceneFiles.Find([folder]).Select(scene => scene.Path);
    }

    private static RasterSource Labels(RasterSource image, string pattern, int count)
    {
        if (count > 1 && !pattern.Contains(NamePlace, StringComparison.Ordinal))
        {
            throw new UserErrorException($"label_path: '{pattern}' would be the label map of {count} scenes; {NamePlace} stands for the name of a scene, for example labels/{NamePlace}.tif");
        }

        var path = pattern.Replace(NamePlace, Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(image.Path)), StringComparison.Ordinal);
        var labels = new RasterSource(path);
        if (labels.Info.System is { } system && image.Info.System is { } own && !system.Equals(own))
        {
            throw new UserErrorException($"{path}: a label map has the reference system of its scene; it is in {system}, {image.Path} in {own}; bring it there (gdalwarp -r near)");
        }

        return labels.Info.Width == image.Info.Width && labels.Info.Height == image.Info.Height && labels.Info.Transform == image.Info.Transform
            ? labels
            : throw new UserErrorException(FormattableString.Invariant(
                $"{path}: a label map has the grid of its scene; it has {labels.Info.Width} x {labels.Info.Height} pixels at {labels.Info.Transform}, {image.Path} {image.Info.Width} x {image.Info.Height} at {image.Info.Transform}"));
    }
}
