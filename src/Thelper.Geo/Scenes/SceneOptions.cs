using Thelper.Infer;
using Thelper.Infer.Tiling;

namespace Thelper.Geo.Scenes;

/// <summary>How scenes are predicted on, and what is written of them.</summary>
public sealed record SceneOptions
{
    /// <summary>The folder that everything is written to; it is made.</summary>
    public required string Folder { get; init; }

    /// <summary>Numbers of the bands that the model sees, from 1, in its order; null for all.</summary>
    public IReadOnlyList<int>? Bands { get; init; }

    /// <summary>The windows. Of classifiers a window is scored as a whole, and the overlap does not count: see <see cref="Stride"/>.</summary>
    public TileOptions Tiles { get; init; } = new() { Size = 512, Overlap = 128 };

    /// <summary>Windows that go through the model at once, at least 1; null for four, on the CPU fewer where the model answers for each pixel of windows larger than 256 x 256.</summary>
    public int? Batch { get; init; }

    /// <summary>Of classifiers: pixels from one window to the next; the middle of a window, as large as this, gets its class. 1 for a class for each pixel; null for the size of a window.</summary>
    public int? Stride { get; init; }

    /// <summary>Whether the shares of all classes are written too (<c>NAME_probs.tif</c>).</summary>
    public bool Shares { get; init; } = true;

    /// <summary>Whether rasters are Cloud Optimized GeoTIFFs.</summary>
    public bool Cog { get; init; }

    /// <summary>Smaller copies inside the rasters; null for none, and in Cloud Optimized GeoTIFFs for those of the nearest pixel.</summary>
    public SceneOverviews? Overviews { get; init; }

    /// <summary>The compressions that there are.</summary>
    public static IReadOnlyList<string> Compressions { get; } = ["deflate", "lzw", "zstd", "none"];

    /// <summary>How rasters are compressed: <c>deflate</c>, <c>lzw</c>, <c>zstd</c> or <c>none</c>.</summary>
    public string Compression { get; init; } = "deflate";

    /// <summary>How polygons of the class raster, or objects that were found, are written; empty for no polygons, and for GeoJSON of objects.</summary>
    public IReadOnlyList<VectorFormat> Vectors { get; init; } = [];

    /// <summary>Classes that polygons are made of; null for all but the first, which is the background as a rule.</summary>
    public IReadOnlyList<string>? PolygonClasses { get; init; }

    /// <summary>Units of the ground by which polygons may differ from pixels to have fewer corners; 0 for the outlines of the pixels.</summary>
    public double Simplify { get; init; }

    /// <summary>Objects with a lower score are left out.</summary>
    public double Threshold { get; init; }

    /// <summary>What to do with a scene without a reference system.</summary>
    public MissingSystem MissingSystem { get; init; }

    /// <summary>Whether a small picture of each scene is drawn, with what was found in it (<c>NAME_look.png</c>).</summary>
    public bool Look { get; init; }

    /// <summary>Whether the work is looked at again: windows predicted on anew on a shifted grid, how often pixels were covered, vectors read back.</summary>
    public bool Audit { get; init; }

    /// <summary>Windows that are predicted on anew, at most.</summary>
    public int AuditWindows { get; init; } = 16;

    /// <summary>Names of options that a user gave (<c>--threshold</c>): one that does nothing for the model's task is refused.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>How the model is loaded.</summary>
    public PredictorOptions Predictor { get; init; } = new();
}
