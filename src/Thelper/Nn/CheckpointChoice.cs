using Thelper.Torch.Serialization;

namespace Thelper.Nn;

/// <summary>Which checkpoint of a session to open, and which one instead where it is damaged.</summary>
/// <remarks>
/// A run that died between the file of an epoch and its copy <c>ckpt.best.pth</c> leaves the copy behind: what the newest checkpoint says was the best counts.
/// </remarks>
public static class CheckpointChoice
{
    /// <summary>The checkpoints to try, one after another.</summary>
    /// <param name="path">A checkpoint file, which is the only one to try then, or a folder.</param>
    /// <param name="latest">True for the newest one, false for the best one.</param>
    /// <param name="warning">Told where the copy of the best one is not the best one.</param>
    /// <returns>The files, at least one.</returns>
    /// <exception cref="UserErrorException">There is no such path, or no checkpoint in it.</exception>
    public static IReadOnlyList<string> Find(string path, bool latest, Action<string>? warning = null)
    {
        var first = CheckpointName.Find(path, latest);
        if (!Directory.Exists(path))
        {
            return [first];
        }

        var epochs = CheckpointName.List(Path.GetDirectoryName(first)!);
        var best = Path.Combine(Path.GetDirectoryName(first)!, CheckpointName.Best);
        return !File.Exists(best) ? epochs : epochs.Count == 0 ? [best] : latest ? Newest(epochs, best) : Best(epochs, best, warning);
    }

    /// <summary>Opens the first checkpoint that is not damaged.</summary>
    /// <param name="files">The files to try.</param>
    /// <param name="open">Opens one.</param>
    /// <param name="warning">Told of each that is damaged.</param>
    /// <returns>What <paramref name="open"/> returned.</returns>
    /// <exception cref="CheckpointException">The last one cannot be read either.</exception>
    public static T Open<T>(IReadOnlyList<string> files, Func<string, T> open, Action<string>? warning = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(open);
        for (var i = 0; ; i++)
        {
            try
            {
                return open(files[i]);
            }
            catch (CheckpointException error) when (error.File == files[i] && i + 1 < files.Count)
            {
                warning?.Invoke($"{error.Message.TrimEnd('.')}. '{files[i + 1]}' is taken instead; to insist on the damaged one, name the file itself: '{files[i]}'");
            }
        }
    }

    // The copy of the best one is as good as the file of its epoch, and better than older ones.
    private static List<string> Newest(IReadOnlyList<string> epochs, string best)
    {
        var files = epochs.ToList();
        var epoch = CheckpointPlace.Read(best)?.Finished ?? -1;
        var older = files.FindIndex(1, file => CheckpointName.Parse(Path.GetFileName(file))!.Value.Epoch < epoch);
        files.Insert(older < 0 ? files.Count : older, best);
        return files;
    }

    private static List<string> Best(IReadOnlyList<string> epochs, string best, Action<string>? warning)
    {
        var copy = CheckpointPlace.Read(best);
        var newest = epochs.Select(CheckpointPlace.Read).FirstOrDefault(place => place is not null);

        // A copy newer than all others is the best of what there is: nothing was saved after it.
        if (newest is null || newest.BestEpoch < 0 || copy?.Finished > newest.Finished)
        {
            return [best, .. epochs];
        }

        var same = FilesOf(epochs, newest).ToList();
        if (copy is null || copy.IsBestOf(newest))
        {
            return [best, .. same, .. epochs.Except(same)];
        }

        var known = $"{best}: holds the model of epoch#{copy.Finished}, but '{newest.Path}' says that epoch#{newest.BestEpoch} was the best";
        warning?.Invoke(same.Count > 0
            ? $"{known}; '{same[0]}' is taken instead"
            : $"{known}, of which there is no checkpoint; it is taken all the same");
        return [.. same, best, .. epochs.Except(same)];
    }

    /// <summary>The files among some that are what a checkpoint says was the best.</summary>
    /// <param name="files">Checkpoints.</param>
    /// <param name="says">What says so.</param>
    internal static IEnumerable<string> FilesOf(IEnumerable<string> files, CheckpointPlace says) => files.Where(file =>
        (CheckpointName.Parse(Path.GetFileName(file))?.Epoch ?? says.BestEpoch) == says.BestEpoch && CheckpointPlace.Read(file) is { } place && place.IsBestOf(says));
}
