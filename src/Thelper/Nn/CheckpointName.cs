using System.Globalization;
using Thelper.Config;
using Thelper.Logging;

namespace Thelper.Nn;

/// <summary>The name of a checkpoint file, <c>ckpt.&lt;epoch, 4 digits&gt;.&lt;stamp&gt;.pth</c> or <c>ckpt.best.pth</c>.</summary>
public static class CheckpointName
{
    /// <summary>The name of the copy of the best checkpoint.</summary>
    public const string Best = "ckpt.best.pth";

    /// <summary>The name of an epoch's checkpoint.</summary>
    /// <param name="epoch">Index of the epoch, from 0.</param>
    /// <param name="stamp">When it is saved.</param>
    /// <returns>The file name.</returns>
    public static string Of(int epoch, LogStamp stamp) => string.Create(CultureInfo.InvariantCulture, $"ckpt.{epoch:D4}.{stamp}.pth");

    /// <summary>Finds the checkpoint to load in a session folder, or in a folder of checkpoints.</summary>
    /// <param name="path">A checkpoint file, which is returned as it is, or a folder.</param>
    /// <param name="latest">
    /// True for the newest run's newest epoch (by epoch, date, time), with the best copy only if there is nothing else;
    /// false for the best copy if there is one.
    /// </param>
    /// <returns>The file.</returns>
    /// <exception cref="UserErrorException">There is no such path, or no checkpoint in it, or links lead out of it.</exception>
    public static string Find(string path, bool latest)
    {
        if (File.Exists(path))
        {
            return path;
        }

        if (!Directory.Exists(path))
        {
            throw new UserErrorException($"{path}: no such checkpoint or session directory.");
        }

        var inner = Path.Combine(path, "checkpoints");
        var folder = Directory.Exists(inner) ? inner : path;
        if (folder == inner)
        {
            InnerPaths.RequireNoWayOut(path);
        }

        var best = Path.Combine(folder, Best);
        if (!latest && File.Exists(best))
        {
            return best;
        }

        return List(folder) is [var newest, ..] ? newest : File.Exists(best)
            ? best
            : throw new UserErrorException($"{path}: no checkpoint here (looked for 'ckpt.*.pth' in '{folder}').");
    }

    /// <summary>The checkpoints of epochs in a folder.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <returns>The files, the newest (by epoch, date, time) first; those of a run that was begun anew in the same folder last.</returns>
    public static IReadOnlyList<string> List(string folder)
    {
        var files = new List<(int Epoch, int Date, int Time, string Path)>();
        foreach (var file in Directory.EnumerateFiles(folder, "ckpt.*.pth"))
        {
            if (Parse(Path.GetFileName(file)) is var (epoch, stamp))
            {
                files.Add((epoch, stamp.Date, stamp.Time, file));
            }
        }

        files.Sort((a, b) => Compare(b, a));
        var past = Past(files);
        return [.. files.Select(file => file.Path).Where(path => !past.Contains(path)), .. files.Select(file => file.Path).Where(past.Contains)];
    }

    // A later run has begun anew with an earlier epoch, of which there are two files then: what the run before it had made of later epochs is not its own.
    private static HashSet<string> Past(List<(int Epoch, int Date, int Time, string Path)> newestFirst)
    {
        var past = new HashSet<string>(StringComparer.Ordinal);
        var begunAnew = (Date: 0, Time: 0);
        foreach (var epoch in newestFirst.GroupBy(file => file.Epoch).Reverse())
        {
            past.UnionWith(epoch.Where(file => file.Date > 0 && begunAnew.CompareTo((file.Date, file.Time)) > 0).Select(file => file.Path));
            var (last, first) = (epoch.First(), epoch.Last());
            if ((last.Date, last.Time).CompareTo((first.Date, first.Time)) > 0 && (last.Date, last.Time).CompareTo(begunAnew) > 0)
            {
                begunAnew = (last.Date, last.Time);
            }
        }

        return past;
    }

    /// <summary>Reads a file name.</summary>
    /// <param name="fileName">The name without folder.</param>
    /// <returns>Epoch and stamp; null if the name is of another form, such as the best copy's.</returns>
    public static (int Epoch, LogStamp Stamp)? Parse(string fileName)
    {
        if (!fileName.StartsWith("ckpt.", StringComparison.Ordinal) || !fileName.EndsWith(".pth", StringComparison.Ordinal))
        {
            return null;
        }

        var middle = fileName.Length > 9 ? fileName[5..^4] : "";
        var dot = middle.IndexOf('.', StringComparison.Ordinal);
        var number = dot < 0 ? middle : middle[..dot];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? (epoch, dot < 0 ? default : LogStamp.Parse(middle[(dot + 1)..]))
            : null;
    }

    private static int Compare((int, int, int, string) a, (int, int, int, string) b)
    {
        var order = (a.Item1, a.Item2, a.Item3).CompareTo((b.Item1, b.Item2, b.Item3));
        return order != 0 ? order : string.CompareOrdinal(a.Item4, b.Item4);
    }
}
