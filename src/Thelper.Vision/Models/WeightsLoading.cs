using Thelper.Torch.Serialization;

namespace Thelper.Vision.Models;

/// <summary>Switches the loading of published weights off where a model's own weights follow anyway, as from a checkpoint.</summary>
/// <remarks>
/// A detector's layers depend on whether it starts from published weights, so its parameters must stay as they were while nothing is fetched.
/// </remarks>
public static class WeightsLoading
{
    [ThreadStatic]
    private static int skips;

    [ThreadStatic]
    private static string? instead;

    [ThreadStatic]
    private static Action<string, StateDictReport>? listener;

    /// <summary>Whether detectors are built without fetching or loading weights on this thread.</summary>
    public static bool IsSkipped => skips > 0;

    /// <summary>The file that published weights are read from on this thread; null for PyTorch's cache, which downloads.</summary>
    internal static string? Instead => instead;

    /// <summary>Hears of files of weights that are loaded on this thread, as others do who listen already.</summary>
    /// <param name="told">Receives each file, and how its tensors and the network's went together.</param>
    /// <returns>Ends it when disposed.</returns>
    public static IDisposable Listen(Action<string, StateDictReport> told)
    {
        var before = listener;
        listener = before is null ? told : before + told;
        return new End(() => listener = before);
    }

    /// <summary>Tells those who listen on this thread of a file that was loaded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">How its tensors and the network's went together.</param>
    public static void Tell(string path, StateDictReport report) => listener?.Invoke(path, report);

    /// <summary>Reads published weights from a file on this thread, whatever its name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Ends it when disposed.</returns>
    public static IDisposable From(string path)
    {
        instead = path;
        return new End(static () => instead = null);
    }

    /// <summary>Skips loading on this thread.</summary>
    /// <returns>Ends it when disposed.</returns>
    public static IDisposable Skip()
    {
        skips++;
        return new End(static () => skips--);
    }

    private sealed class End(Action undo) : IDisposable
    {
        private bool ended;

        public void Dispose()
        {
            if (!ended)
            {
                ended = true;
                undo();
            }
        }
    }
}
