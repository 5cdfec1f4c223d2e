using Microsoft.Extensions.Logging;

namespace Thelper.Metrics;

/// <summary>A metric that keeps what it reads from each iteration, of an epoch or of the latest so many.</summary>
public abstract class WindowMetric : Metric
{
    private readonly ILogger? logger;
    private Action<IterationData>? record;
    private Action? clear;
    private bool warned;

    private protected WindowMetric(int? maxWinSize, ILogger? logger)
    {
        MaxWinSize = maxWinSize is null or > 0
            ? maxWinSize
            : throw new UserErrorException($"max_win_size must be a positive number of iterations, not {maxWinSize}");
        this.logger = logger;
    }

    /// <summary>The number of latest iterations to look at; null for an epoch.</summary>
    private protected int? MaxWinSize { get; }

    /// <inheritdoc/>
    public override void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        record!(iteration);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        clear!();
        warned = false;
    }

    /// <summary>The metric's window, to be made once, in its constructor.</summary>
    /// <param name="read">What to keep of an iteration; not asked where there is no ground truth.</param>
    private protected SlotWindow<T> Window<T>(Func<IterationData, T> read)
    {
        var window = new SlotWindow<T>(MaxWinSize);
        record = iteration => window.Record(iteration, read);
        clear = window.Clear;
        return window;
    }

    /// <summary>Logs a warning, the first time since the last reset.</summary>
    private protected void WarnOnce(string message) => Arguments.WarnOnce(logger, ref warned, message);
}
