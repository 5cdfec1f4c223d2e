using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Vision.Formats;

namespace Thelper.Data.Datasets;

/// <summary>Says what looks wrong with the files that a list or an annotation file names: those that are not there, and those that it names twice.</summary>
internal static class ListedFiles
{
    /// <summary>Looks at the files without opening them.</summary>
    /// <param name="list">What names them, for messages.</param>
    /// <param name="files">Their paths.</param>
    /// <param name="root">Where relative ones start.</param>
    /// <param name="place">Where in the list a file is named.</param>
    /// <param name="log">Told what looks wrong.</param>
    public static void Check(string list, IReadOnlyList<string> files, string root, Func<int, string> place, ILogger log)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (missing, doubled) = (new List<int>(), new List<int>());
        for (var i = 0; i < files.Count; i++)
        {
            var path = At(files[i], root);
            if (!seen.Add(path))
            {
                doubled.Add(i);
            }
            else if (!File.Exists(path))
            {
                missing.Add(i);
            }
        }

        if (missing.Count > 0)
        {
            var first = files[missing[0]];
            log.Warn(FormattableString.Invariant(
                $"{list}: {missing.Count} of {files.Count} images do not exist, the first is '{At(first, root)}' ({place(missing[0])}){Hint(first, root)}"));
        }

        if (doubled.Count > 0)
        {
            log.Warn(FormattableString.Invariant(
                $"{list}: {doubled.Count} of {files.Count} entries name an image that an earlier one names, the first is '{At(files[doubled[0]], root)}' ({place(doubled[0])}); a split can put one image into several sets"));
        }
    }

    private static string At(string file, string root) => Path.IsPathRooted(file) ? file : Path.Join(root, file);

    private static string Hint(string file, string root)
    {
        var path = At(file, root);
        if (Array.Find(FolderEntries.ImageEndings.Split(", "), ending => File.Exists(path + ending)) is { } ending)
        {
            return $"; there is '{Path.GetFileName(path)}{ending}': paths must have their ending";
        }

        var (folder, name) = (Path.GetDirectoryName(path) ?? "", Path.GetFileName(path));
        if (Directory.Exists(folder) && new DirectoryInfo(folder).EnumerateFiles().FirstOrDefault(other => ClassNameList.AreAlike(other.Name, name)) is { } alike)
        {
            return $"; there is '{alike.Name}', which differs in capitals, or in how accents are stored (NFC, or NFD as macOS does): the list must name files as the folder has them";
        }

        return name != file && File.Exists(Path.Join(root, name)) ? $"; there is '{Path.Join(root, name)}': paths are relative to '{root}'" : "";
    }
}
