using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Sessions;

/// <summary>Keeps <c>ckpt.best.pth</c> what its name says, whatever happened to the runs before.</summary>
internal static class BestCheckpoint
{
    /// <summary>Copies a checkpoint, complete or not at all.</summary>
    public static void Copy(string from, string to) => AtomicFile.Write(to, target =>
    {
        using var source = InputFile.OpenRead(from);
        source.CopyTo(target);
    });

    /// <summary>
    /// Loads the copy, which is made again before if it is damaged, missing, or not what a checkpoint says was the best; the folder belongs to this run.
    /// </summary>
    /// <param name="folder">The session's folder of checkpoints.</param>
    /// <param name="says">The checkpoint that the session goes on from.</param>
    /// <param name="log">Told what was done.</param>
    /// <returns>What the copy holds, in the caller's scope; null if there is no checkpoint of that epoch.</returns>
    /// <exception cref="UserErrorException">The copy cannot be written.</exception>
    public static PyDict? Settle(string folder, CheckpointPlace says, ILogger log)
    {
        var best = Path.Combine(folder, CheckpointName.Best);
        var content = Load(best);
        var now = CheckpointPlace.Of(best, content);
        if (now?.IsBestOf(says) == true)
        {
            return content;
        }

        Checkpoints.Release(content);

        var state = now is not null ? $"holds epoch#{now.Finished}" : File.Exists(best) ? "is damaged" : "is missing";
        var isNew = !File.Exists(best) && CheckpointName.List(folder).Count == 0;
        var home = Path.GetDirectoryName(Path.GetFullPath(says.Path))!;
        var files = CheckpointName.List(folder).Concat(CheckpointName.List(home)).Append(Path.Combine(home, CheckpointName.Best)).Distinct(StringComparer.Ordinal);
        var candidates = says.IsBestOf(says) ? [says.Path] : CheckpointChoice.FilesOf(files, says);
        var (source, found) = candidates.Select(file => (file, Load(file))).FirstOrDefault(one => one.Item2 is not null);
        if (source is null)
        {
            log.Warn($"{best}: {state}; epoch#{says.BestEpoch} was the best, and there is no checkpoint of it");
            return null;
        }

        Keep(folder, best, now);
        Copy(source, best);
        if (isNew)
        {
            log.Info($"{best}: epoch#{says.BestEpoch} was the best; copied from '{source}'");
            return found;
        }

        log.Warn($"{best}: {(now is null ? state : $"held epoch#{now.Finished}")} where epoch#{says.BestEpoch} was the best; made again from '{source}'");
        return found;
    }

    // The copy may be all that is left of another epoch.
    private static void Keep(string folder, string best, CheckpointPlace? now)
    {
        if (now is null || CheckpointChoice.FilesOf(CheckpointName.List(folder), now with { BestEpoch = now.Finished }).Any(IsWhole))
        {
            return;
        }

        // Named after the time at which it was made: a new name of an old epoch would look like a run begun anew.
        var made = LogStamp.Of(File.GetLastWriteTime(best));
        Copy(best, Path.Combine(folder, CheckpointName.Of((int)Math.Max(now.Finished, 0), made)));
    }

    private static bool IsWhole(string file)
    {
        using var scope = torch.NewDisposeScope();
        return Load(file) is not null;
    }

    // Null for what is missing, damaged or no checkpoint.
    private static PyDict? Load(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return Checkpoints.Load(file) as PyDict;
        }
        catch (UserErrorException)
        {
            return null;
        }
    }
}
