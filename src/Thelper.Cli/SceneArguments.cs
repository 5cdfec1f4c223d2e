using System.CommandLine;
using System.Globalization;
using Thelper.Geo.Scenes;

namespace Thelper.Cli;

/// <summary>The options of <c>thelper infer MODEL SCENES... --scenes DIR</c>.</summary>
internal sealed class SceneArguments
{
    private static readonly Dictionary<string, VectorFormat> Formats = new(StringComparer.Ordinal)
    {
        ["geojson"] = VectorFormat.GeoJson,
        ["geojson-crs"] = VectorFormat.GeoJsonCrs,
        ["gpkg"] = VectorFormat.GeoPackage,
        ["shp"] = VectorFormat.Shapefile,
    };

    private readonly Option<string> scenes = new("--scenes") { Description = "Predict on scenes (georeferenced rasters of any size), and write rasters, polygons and objects of each into this folder; the same call goes on where a killed one was.", HelpName = "DIR" };
    private readonly Option<string> bands = new("--bands") { Description = "Scenes: the bands that the model sees, from 1, in its order (4,3,2); default: all.", HelpName = "LIST" };
    private readonly Option<int?> stride = new("--stride") { Description = "Scenes and classifiers: pixels from one window to the next; 1 gives each pixel a class (default: a window).", HelpName = "N" };
    private readonly Option<string> vectors = new("--vectors") { Description = "Scenes: also write polygons of classes; formats of polygons and objects: geojson, geojson-crs, gpkg, shp.", HelpName = "LIST" };
    private readonly Option<string> classes = new("--polygon-classes") { Description = "Scenes: the classes that polygons are made of (default: all but the first).", HelpName = "LIST" };
    private readonly Option<double?> simplify = new("--simplify") { Description = "Scenes: how far outlines may leave those of the pixels to have fewer corners, in units of the ground.", HelpName = "X" };
    private readonly Option<bool> cog = new("--cog") { Description = "Scenes: write cloud-optimised GeoTIFFs, with smaller copies." };
    private readonly Option<string> overviews = new("--overviews") { Description = "Scenes: smaller copies inside the rasters, of classes by: nearest, mode; none (default but for --cog, whose default is nearest).", HelpName = "HOW" };
    private readonly Option<string> compress = new("--compress") { Description = "Scenes: deflate (default), lzw, zstd, none.", HelpName = "HOW" };
    private readonly Option<bool> withoutShares = new("--no-probabilities") { Description = "Scenes: do not write the shares of the classes." };
    private readonly Option<string> missingSystem = new("--missing-system") { Description = "Scenes that do not say where on Earth they are: refuse (default) or keep.", HelpName = "ACTION" };
    private readonly Option<bool> look = new("--look") { Description = "Scenes: draw each, with what was found, as a small picture." };
    private readonly Option<bool> audit = new("--audit") { Description = "Scenes: look at results again: windows off the grid, how often pixels were covered, polygons read back." };

    /// <summary>Creates the options.</summary>
    public SceneArguments()
    {
        missingSystem.AcceptOnlyFromAmong("refuse", "keep");
        overviews.AcceptOnlyFromAmong("nearest", "mode", "none");
        compress.AcceptOnlyFromAmong([.. SceneOptions.Compressions]);
    }

    /// <summary>All of them.</summary>
    public Option[] All => [scenes, bands, stride, vectors, classes, simplify, cog, overviews, compress, withoutShares, missingSystem, look, audit];

    /// <summary>Those that need <c>--scenes</c>.</summary>
    public Option[] Details => All[1..];

    /// <summary>The folder that the results go to; null where scenes are not asked for.</summary>
    /// <param name="parsed">The command line.</param>
    public string? FolderOf(ParseResult parsed) => parsed.GetValue(scenes);

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="common">What other options say: windows, views, device.</param>
    /// <exception cref="UserErrorException">One is badly formed.</exception>
    public SceneOptions Read(ParseResult parsed, SceneOptions common)
    {
        foreach (var (option, what) in new[] { (bands, "band"), (vectors, $"format: there are {string.Join(", ", Formats.Keys)}"), (classes, "class") })
        {
            if (parsed.GetValue(option) is { } list && Parts(list).Length == 0)
            {
                throw new UserErrorException($"{option.Name}: names no {what}");
            }
        }

        if (parsed.GetValue(vectors) is null && Array.Find<Option>([classes, simplify], option => parsed.GetResult(option) is { Implicit: false }) is { } alone)
        {
            throw new UserErrorException($"{alone.Name}: is for polygons of classes (--vectors LIST)");
        }

        return Options(parsed, common);
    }

    private SceneOptions Options(ParseResult parsed, SceneOptions common) => common with
    {
        Bands = parsed.GetValue(bands) is { } list ? [.. Parts(list).Select(Band)] : null,
        Stride = parsed.GetValue(stride),
        Vectors = parsed.GetValue(vectors) is { } formats ? [.. Parts(formats).Select(Format)] : [],
        PolygonClasses = parsed.GetValue(classes) is { } names ? Parts(names) : null,
        Simplify = parsed.GetValue(simplify) ?? common.Simplify,
        Cog = parsed.GetValue(cog),
        Overviews = parsed.GetValue(overviews) switch { "nearest" => SceneOverviews.Nearest, "mode" => SceneOverviews.Mode, "none" => SceneOverviews.None, _ => null },
        Compression = parsed.GetValue(compress) ?? common.Compression,
        Shares = !parsed.GetValue(withoutShares),
        MissingSystem = parsed.GetValue(missingSystem) == "keep" ? MissingSystem.Keep : MissingSystem.Refuse,
        Look = parsed.GetValue(look),
        Audit = parsed.GetValue(audit),
    };

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Band(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var band) && band > 0
        ? band
        : throw new UserErrorException($"--bands: '{text}' is no number of a band; bands are counted from 1, for example --bands 4,3,2");

    private static VectorFormat Format(string text) => Formats.TryGetValue(text, out var format)
        ? format
        : throw new UserErrorException($"--vectors: '{text}' is no format: there are {string.Join(", ", Formats.Keys)}{NearestName.Guess(text, Formats.Keys)}");
}
