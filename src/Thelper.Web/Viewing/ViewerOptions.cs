using Thelper.Web.Serving;

namespace Thelper.Web.Viewing;

/// <summary>What <c>thelper viz</c> is asked for.</summary>
public sealed record ViewerOptions
{
    /// <summary>A session or checkpoint whose model scores samples; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>A folder for pictures, in place of pages; null for pages.</summary>
    public string? Output { get; init; }

    /// <summary>How many samples of each set are drawn into the folder, spread over the set from its first to its last; at least 1.</summary>
    public int Count { get; init; } = 64;

    /// <summary>The epoch whose draws the samples in the folder meet, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Where pages are served.</summary>
    public PageOptions Pages { get; init; } = new();
}
