using System.Text.Encodings.Web;
using System.Text.Json;
using Thelper.Tasks;
using Thelper.Torch.Serialization;
using Task = Thelper.Tasks.Task;

namespace Thelper.Geo.Scenes;

/// <summary>The files that scenes get: what they are called, whose those are that are there already, and the report, which is written last.</summary>
internal static class SceneResults
{
    private const string ReportEnd = "_scene.json";

    // What GDAL keeps in a file beside a raster.
    private const string Beside = ".aux.xml";

    /// <summary>How a report is written.</summary>
    public static JsonSerializerOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>The report on a scene.</summary>
    /// <param name="folder">The folder of the results.</param>
    /// <param name="name">The scene's name.</param>
    public static string ReportOf(string folder, string name) => Path.Combine(folder, name + ReportEnd);

    /// <summary>Reads a report.</summary>
    /// <param name="file">The file, which need not be there.</param>
    /// <returns>The report; null where the file is none of this program's.</returns>
    public static SceneReport? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<SceneReport>(InputFile.ReadAllBytes(file), Readable) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a report.</summary>
    /// <param name="file">The file.</param>
    /// <param name="report">The report.</param>
    public static void Write(string file, SceneReport report) => AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, report, Readable));

    /// <summary>Removes what the report of an earlier run lists and the new one does not: beside new results it would look like one of them.</summary>
    /// <param name="folder">The folder of the results.</param>
    /// <param name="name">The scene's name.</param>
    /// <param name="report">The new report, which is not written yet.</param>
    /// <param name="inputs">Full names of files that the run reads, which stay.</param>
    public static void RemoveEarlier(string folder, string name, SceneReport report, IReadOnlySet<string> inputs)
    {
        if (Read(ReportOf(folder, name)) is not { } earlier)
        {
            return;
        }

        var places = Listed(earlier, name).Except(Listed(report, name)).Select(end => Path.Combine(folder, name + end)).Where(place => !inputs.Contains(Path.GetFullPath(place)));
        foreach (var place in places.SelectMany(file => new[] { file, file + Beside }).Where(File.Exists))
        {
            File.Delete(place);
        }
    }

    /// <summary>Fails where results would be written over something that the run reads, or that no run has written; of all scenes at once.</summary>
    /// <param name="scenes">The scenes' paths and names.</param>
    /// <param name="inputs">Full names of all files that the scenes come from.</param>
    /// <param name="task">The model's task.</param>
    /// <param name="options">What is written.</param>
    /// <exception cref="UserErrorException">Something of the user's lies in the place of a result.</exception>
    public static void RequirePlaces(IReadOnlyList<(string Path, string Name)> scenes, IReadOnlySet<string> inputs, Task task, SceneOptions options)
    {
        var ends = Ends(task, options);
        var faults = new List<string>();
        foreach (var (path, name) in scenes)
        {
            string PlaceOf(string end) => Path.Combine(options.Folder, name + end);
            var known = Known(options.Folder, name);
            var there = ends.Where(end => File.Exists(PlaceOf(end))).ToList();
            if (ends.Select(PlaceOf).Where(Directory.Exists).ToList() is { Count: > 0 } folders)
            {
                faults.Add($"{path}: its results cannot be written where there are folders: {string.Join(", ", folders)}: move them, or give the results another folder (--scenes DIR)");
            }
            else if (there.Where(end => inputs.Contains(Path.GetFullPath(PlaceOf(end)))).Select(PlaceOf).ToList() is { Count: > 0 } read)
            {
                faults.Add($"{path}: its results would be written over {string.Join(", ", read)}, which this run reads: give the results another folder (--scenes DIR)");
            }
            else if (there.Where(end => !known.Contains(OwnerOf(end))).Select(PlaceOf).ToList() is { Count: > 0 } unknown)
            {
                faults.Add($"{path}: its results would be written over {string.Join(", ", unknown)}, and no report of an earlier run ({PlaceOf(ReportEnd)}) says that these are results: move them, or give the results another folder (--scenes DIR)");
            }
        }

        if (task is IClassTask classes && ClassList.FaultOf(classes, options.Folder, scenes) is { } fault)
        {
            faults.Add(fault);
        }

        if (faults.Count > 0)
        {
            throw new UserErrorException(string.Join(Environment.NewLine, faults));
        }
    }

    // The ends of the names of what runs have written of a scene: what its report lists, and, of a run that was killed before there was one, what it announced.
    private static HashSet<string> Known(string folder, string name)
    {
        var known = SceneScratch.AnnouncedIn(SceneRun.ScratchOf(folder, name));
        if (Read(ReportOf(folder, name)) is { } report)
        {
            known.Add(ReportEnd);
            known.UnionWith(Listed(report, name));
        }

        return known;
    }

    // The ends of the names of the files that a report lists; of a shapefile it lists one of several.
    private static IEnumerable<string> Listed(SceneReport report, string name) => report.Files
        .Where(file => file.StartsWith(name + "_", StringComparison.Ordinal) && Path.GetFileName(file) == file)
        .Select(file => file[name.Length..])
        .SelectMany(end => end.EndsWith(".shp", StringComparison.Ordinal) ? SceneVectors.PartsOf(VectorFormat.Shapefile).Select(part => Path.ChangeExtension(end, part)) : [end]);

    private static string OwnerOf(string end) => end.EndsWith(Beside, StringComparison.Ordinal) ? end[..^Beside.Length] : end;

    // The ends of the names of all files that a scene may get, or that would be replaced with them.
    private static List<string> Ends(Task task, SceneOptions options)
    {
        IReadOnlyList<VectorFormat> formats = options.Vectors.Count == 0 && task is Detection ? [VectorFormat.GeoJson] : options.Vectors;
        var parts = formats.SelectMany(format => SceneVectors.PartsOf(format));
        List<string> ends = task switch
        {
            Detection => [.. parts.Select(part => "_objects" + part)],
            IClassTask => ["_class.tif", .. options.Shares ? ["_probs.tif"] : Array.Empty<string>(), .. parts.Select(part => "_polygons" + part)],
            _ => ["_values.tif"],
        };
        if (options.Look && task is IClassTask)
        {
            ends.Add("_look.png");
        }

        if (options.Audit)
        {
            ends.Add(task is IClassTask ? "_disagreement.tif" : "_difference.tif");
            if (task is not Classification)
            {
                ends.Add("_coverage.tif");
            }
        }

        return [.. ends, .. ends.Where(end => !end.EndsWith("json", StringComparison.Ordinal)).Select(end => end + Beside), ReportEnd];
    }
}
