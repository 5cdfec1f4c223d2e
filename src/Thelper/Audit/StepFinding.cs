namespace Thelper.Audit;

/// <summary>What was found out about a step for one sample.</summary>
/// <param name="Name">The operation's name.</param>
/// <param name="Place">File and line; null where they are not known.</param>
internal sealed record StepFinding(string Name, string? Place)
{
    /// <summary>Why nothing could be measured; null where it could.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the step left image and truth as they were.</summary>
    public bool DidNothing { get; init; }

    /// <summary>How far the parts of the image have gone on average, in pixels.</summary>
    public double Moved { get; init; }

    /// <summary>The share of the image that is still seen, 0 to 1.</summary>
    public double Survives { get; init; } = 1;

    /// <summary>What was found out about each label.</summary>
    public IReadOnlyList<Reading> Readings { get; init; } = [];

    /// <summary>What was found out about the parts of a composition, whose last one's readings are the step's; empty for other steps.</summary>
    public IReadOnlyList<StepFinding> Parts { get; init; } = [];

    /// <summary>The parts, or the step itself where it has none.</summary>
    public IReadOnlyList<StepFinding> Single => Parts.Count > 0 ? Parts : [this];

    /// <summary>Whether a label is off by a pixel or wrong in another way.</summary>
    public bool IsOff => Parts.Count > 0 ? Parts.Any(part => part.IsOff) : Readings.Any(reading => reading.IsOff);
}
