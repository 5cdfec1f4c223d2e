using Thelper.Torch;

namespace Thelper.Geo.Parsers;

/// <summary>Tiles over a scene, those without data left out.</summary>
internal static class TilePlans
{
    /// <summary>Plans the tiles.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="options">What it was read from.</param>
    /// <param name="tileSize">Pixels: a number or a pair.</param>
    /// <param name="tileOverlap">Pixels that neighbours share: a number or a pair.</param>
    /// <param name="skipEmpty">Whether tiles without a polygon are left out.</param>
    /// <param name="skipNoData">Whether tiles without a pixel with data are left out.</param>
    /// <param name="forceParse">Whether what an earlier run found is looked for again.</param>
    public static IReadOnlyList<GeoCrop> Of(GeoScene scene, GeoSceneOptions options, object tileSize, object tileOverlap, bool skipEmpty, bool skipNoData, bool forceParse)
    {
        var size = Whole("tile_size", tileSize, 1);
        var overlap = Whole("tile_overlap", tileOverlap, 0);
        if (overlap.X >= size.X || overlap.Y >= size.Y)
        {
            throw new GeoException(FormattableString.Invariant($"tile_overlap: {overlap.X} x {overlap.Y} pixels leave nothing of tiles of {size.X} x {size.Y}; give less"));
        }

        if (!skipNoData)
        {
            return CropPlanner.Tiles(scene, size, overlap, skipEmpty, hasData: null);
        }

        var key = TileCache.KeyOf(scene, options, size, overlap);
        var known = forceParse ? null : TileCache.Read(options.VectorPath, key);
        if (known is not null)
        {
            return CropPlanner.Tiles(scene, size, overlap, skipEmpty, crop => !known.Contains(crop.Id));
        }

        var reader = new CropReader(scene.Rasters, scene.Target);
        var empty = new List<int>();
        var all = CropPlanner.Tiles(scene, size, overlap, skipEmpty: false, crop =>
        {
            using var valid = reader.Valid(crop, CropReader.Fill);
            var hasData = valid.DataSpan<byte>().Contains((byte)1);
            if (!hasData)
            {
                empty.Add(crop.Id);
            }

            return hasData;
        });
        TileCache.Write(options.VectorPath, key, empty, options.Log);
        return !skipEmpty ? all : all.Where(crop => crop.Features.Count > 0).ToList() is { Count: > 0 } kept ? kept : throw new GeoException("no tile has both data and a polygon");
    }

    private static (int X, int Y) Whole(string name, object value, int least)
    {
        var (x, y) = GeoScene.Pair(name, value, 0);
        return double.IsInteger(x) && double.IsInteger(y) && Math.Min(x, y) >= least && Math.Max(x, y) <= int.MaxValue
            ? ((int)x, (int)y)
            : throw new GeoException($"{name}: a whole number of pixels from {least} on, or a pair of them, is needed, got {PythonRepr.Of(value)}");
    }
}
