namespace Thelper.Audit;

/// <summary>What an audit looks at.</summary>
public sealed record AuditOptions
{
    /// <summary>The set whose samples are looked at: <c>train</c>, <c>valid</c> or <c>test</c>; null for the first that there is, in this order.</summary>
    public string? Set { get; init; }

    /// <summary>How many samples, spread over the set from its first to its last; at least 1.</summary>
    public int Samples { get; init; } = 16;

    /// <summary>One sample by its number in the set's data; null for <see cref="Samples"/> of them.</summary>
    public int? Index { get; init; }

    /// <summary>The epoch whose draws the samples meet, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>The folder for pictures and records of the draws; null to write nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>A record of a sample's draws, which are drawn again; null for those of the epoch.</summary>
    public string? Replay { get; init; }
}
