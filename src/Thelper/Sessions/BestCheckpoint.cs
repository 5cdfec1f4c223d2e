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

    /// <summary>Makes the copy again if it is damaged, missing, or not what a checkpoint says was the best; the folder belongs to this run.</summary>
    /// <param name="folder">The session's folder of checkpoints.</param>
    /// <param name="says">The checkpoint that the session goes on from.</param>
    /// <param name="log">Told what was done.</param>
    /// <returns>Whether the copy is now what that checkpoint says.</returns>
    /// <exception cref="UserErrorException">The copy cannot be written.</exception>
    public static bool Settle(string folder, CheckpointPlace says, ILogger log)
    {
        var best = Path.Combine(folder, CheckpointName.Best);
        var now = IsWhole(best) ? CheckpointPlace.Read(best) : null;
        if (now?.IsBestOf(says) == true)
        {
            return true;
        }

        var state = now is not null ? $"holds epoch#{now.Finished}" : File.Exists(best) ? "is damaged" : "is missing";
        var home = Path.GetDirectoryName(Path.GetFullPath(says.Path))!;
        var files = CheckpointName.List(folder).Concat(CheckpointName.List(home)).Append(Path.Combine(home, CheckpointName.Best)).Distinct(StringComparer.Ordinal);
        var source = says.IsBestOf(says) ? says.Path : CheckpointChoice.FilesOf(files, says).FirstOrDefault(IsWhole);
        if (source is null)
        {
            log.Warn($"{best}: {state}; epoch#{says.BestEpoch} was the best, and there is no checkpoint of it");
            return false;
        }

        Keep(folder, best, now);
        Copy(source, best);
        log.Warn($"{best}: {(now is null ? state : $"held epoch#{now.Finished}")} where epoch#{says.BestEpoch} was the best; made again from '{source}'");
        return true;
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
        if (!File.Exists(file))
        {
            return false;
        }

        try
        {
            using var scope = torch.NewDisposeScope();
            Checkpoints.Load(file);
            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
    }
}
