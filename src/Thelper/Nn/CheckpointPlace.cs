using Thelper.Torch.Serialization;

namespace Thelper.Nn;

/// <summary>Where in its session a checkpoint stands, and which one it says was the best by then.</summary>
/// <param name="Path">The file.</param>
/// <param name="Finished">Index of the last finished epoch; -1 for none.</param>
/// <param name="BestEpoch">Index of the best epoch; -1 where none is known.</param>
/// <param name="Best">The monitored value of that epoch; null if the file keeps it as a tensor.</param>
public sealed record CheckpointPlace(string Path, long Finished, long BestEpoch, double? Best)
{
    /// <summary>Reads a file, without its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its place; null if it is damaged, or no checkpoint of a session.</returns>
    public static CheckpointPlace? Read(string path)
    {
        try
        {
            return Of(path, Checkpoints.LoadStructure(path));
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    /// <summary>The same of a file that was loaded already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="loaded">Its content.</param>
    internal static CheckpointPlace? Of(string path, object? loaded)
    {
        if (loaded is not PyDict content || Of(content, "epoch") is not long epoch)
        {
            return null;
        }

        // The original repeats the epoch that its file names; files of ours say what is finished.
        var finished = Of(content, "thelper_dotnet") is PyDict own && Of(own, "finished_epoch") is long index ? index : epoch;
        var best = Of(content, "monitor_best") switch { double real => real, long whole => whole, _ => (double?)null };

        // Monitoring its loss, the original keeps the worst of all values as the best.
        var known = best is not { } value || double.IsFinite(value);
        return finished is < -1 or >= int.MaxValue ? null : new(path, finished, known && Of(content, "monitor_best_epoch") is long at ? at : -1, best);
    }

    /// <summary>Whether this is the checkpoint that another one says was the best.</summary>
    /// <param name="other">The other one, of the same session.</param>
    public bool IsBestOf(CheckpointPlace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Finished == other.BestEpoch && (Best is null || other.Best is null || Best == other.Best);
    }

    private static object? Of(PyDict content, string key) => content.TryGetValue(key, out var value) ? value : null;
}
