namespace Thelper.Sessions;

/// <summary>How to go on with a session.</summary>
public sealed record ResumeOptions
{
    /// <summary>The folder that holds the session's folder; null for the one where the checkpoint is.</summary>
    public string? SaveDir { get; init; }

    /// <summary>The device to go on with; null for the configuration's.</summary>
    public string? MapLocation { get; init; }

    /// <summary>A configuration file that replaces the checkpoint's configuration; null to keep that.</summary>
    public string? OverrideConfig { get; init; }

    /// <summary>Whether the model is only evaluated.</summary>
    public bool EvalOnly { get; init; }

    /// <summary><c>old</c>, <c>new</c> or <c>compat</c>: which task to go on with if the data's differs; null to look in the configuration, then ask.</summary>
    public string? TaskCompat { get; init; }

    /// <summary>Whether optimizer and scheduler start afresh, without what the checkpoint has of them.</summary>
    public bool FreshOptimizer { get; init; }

    /// <summary>Whether to go on with data that has changed since the session split it.</summary>
    public bool AllowChangedData { get; init; }

    /// <summary><c>train</c>, <c>valid</c> or <c>test</c>: the set that new samples of such data go to; null to leave them out.</summary>
    public string? NewSamples { get; init; }

    /// <summary>Changes to the configuration, as <c>key.path=value</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];
}
