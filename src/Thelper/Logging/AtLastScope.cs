namespace Thelper.Logging;

/// <summary>Something that is done, besides what others do, if the process has to be ended while its threads are stuck: until this is disposed.</summary>
internal sealed class AtLastScope : IDisposable
{
    private readonly StopRequest stop;
    private readonly Action? before;

    /// <summary>Adds it.</summary>
    /// <param name="stop">Who ends the process.</param>
    /// <param name="act">What is done; see <see cref="StopRequest.AtLast"/>.</param>
    public AtLastScope(StopRequest stop, Action act)
    {
        this.stop = stop;
        var others = before = stop.AtLast;
        stop.AtLast = () =>
        {
            try
            {
                act();
            }
            finally
            {
                others?.Invoke();
            }
        };
    }

    /// <inheritdoc/>
    public void Dispose() => stop.AtLast = before;
}
