using Thelper.Tasks;
using Thelper.Torch.Serialization;

namespace Thelper.Geo.Scenes;

/// <summary>The file with the numbers of the classes, which all results in a folder share.</summary>
internal static class ClassList
{
    private const string Name = "config-classes.json";

    /// <summary>Says what is wrong where another list would be replaced that is the user's, or that results of other scenes need.</summary>
    /// <param name="task">The model's task.</param>
    /// <param name="folder">The folder of the results.</param>
    /// <param name="scenes">The scenes whose results this run replaces: paths and names.</param>
    /// <returns>The message; null where nothing is wrong.</returns>
    public static string? FaultOf(IClassTask task, string folder, IReadOnlyList<(string Path, string Name)> scenes)
    {
        var file = Path.Combine(folder, Name);
        if (Directory.Exists(file))
        {
            return $"{file}: the classes of the model cannot be written where there is a folder: move it, or give the results another folder (--scenes DIR)";
        }

        if (!File.Exists(file) || IsSame(file, TextOf(task)))
        {
            return null;
        }

        // Of models without classes there is a report, but no list.
        var reports = Directory.EnumerateFiles(folder, "*" + Path.GetFileName(SceneResults.ReportOf(folder, "")))
            .Where(report => SceneResults.Read(report) is { Pixels: not null } or { Objects: not null }).Order(StringComparer.Ordinal).ToList();
        var own = scenes.Select(scene => SceneResults.ReportOf(folder, scene.Name)).ToHashSet(StringComparer.Ordinal);
        return reports.Find(report => !own.Contains(report)) is { } other
            ? $"{file}: has other classes than the model, and results of another scene that stay here ({other}) need it: give the results another folder (--scenes DIR)"
            : reports.Count > 0 || scenes.Any(scene => Directory.Exists(SceneRun.ScratchOf(folder, scene.Name)))
                ? null
                : $"{file}: the classes of the model would be written over it, and no report of an earlier run says that it is a result: move it, or give the results another folder (--scenes DIR)";
    }

    /// <summary>Writes the list, unless it is there.</summary>
    /// <param name="task">The model's task.</param>
    /// <param name="folder">The folder of the results.</param>
    public static void Write(IClassTask task, string folder)
    {
        var (file, text) = (Path.Combine(folder, Name), TextOf(task));
        AtomicFile.RemoveOrphans(folder, Name);
        if (!File.Exists(file) || !IsSame(file, text))
        {
            AtomicFile.Write(file, stream => stream.Write(text));
        }
    }

    private static byte[] TextOf(IClassTask task) => ClassNumbers.ToJson(ClassLegend.Of(task).Numbers);

    private static bool IsSame(string file, byte[] text) => InputFile.ReadAllBytes(file).AsSpan().SequenceEqual(text);
}
