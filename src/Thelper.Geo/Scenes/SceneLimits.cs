using Thelper.Infer.Tiling;

namespace Thelper.Geo.Scenes;

/// <summary>How large a scene may be. A header may claim anything; what is planned for each of its columns and rows must fit into memory.</summary>
internal static class SceneLimits
{
    /// <summary>The most pixels of a side: more than any satellite's mosaic of a continent has.</summary>
    public const int MostSide = 1 << 24;

    /// <summary>Fails for a scene that is too large.</summary>
    /// <param name="path">The scene.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="tiles">The windows.</param>
    /// <param name="most">The most windows that there may be.</param>
    /// <exception cref="UserErrorException">It claims more.</exception>
    public static void Require(string path, int width, int height, TileOptions tiles, long most = int.MaxValue)
    {
        var step = tiles.Size - tiles.Overlap;
        var windows = (((long)width / step) + 1) * (((long)height / step) + 1);
        if (width > MostSide || height > MostSide || windows > most)
        {
            throw new UserErrorException(FormattableString.Invariant($"{path}: claims {width} x {height} pixels, more than {MostSide} on a side or {most} windows of {tiles.Size}; cut it into parts (gdal_translate -srcwin)"));
        }
    }
}
