namespace Thelper.Vision.Models;

/// <summary>Switches the loading of published weights off where a model's own weights follow anyway, as from a checkpoint.</summary>
/// <remarks>
/// A detector's layers depend on whether it starts from published weights, so its parameters must stay as they were while nothing is fetched.
/// </remarks>
public static class WeightsLoading
{
    [ThreadStatic]
    private static int skips;

    /// <summary>Whether detectors are built without fetching or loading weights on this thread.</summary>
    public static bool IsSkipped => skips > 0;

    /// <summary>Skips loading on this thread.</summary>
    /// <returns>Ends it when disposed.</returns>
    public static IDisposable Skip()
    {
        skips++;
        return new End();
    }

    private sealed class End : IDisposable
    {
        private bool ended;

        public void Dispose()
        {
            skips -= ended ? 0 : 1;
            ended = true;
        }
    }
}
