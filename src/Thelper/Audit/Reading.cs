using Thelper.Imaging.Transforms;

namespace Thelper.Audit;

/// <summary>What was found out about one labelled thing behind a step.</summary>
/// <param name="Kind">What it is: a box, a class of a label map, a point, the twin.</param>
/// <param name="Name">Which one, for messages.</param>
/// <param name="Drift">How far the label lies from where the pixels are, in pixels; null where that cannot be told.</param>
/// <param name="Excess">How far the pixels reach beyond the label, in pixels; null where that cannot be told.</param>
/// <param name="Dropped">Why the label is gone; null where it is there.</param>
/// <param name="Note">What is wrong, or why nothing could be measured; null for nothing.</param>
/// <param name="Seen">How much of the thing is still seen, 0 to 1; null where that cannot be told.</param>
/// <param name="IsWrong">Whether something is wrong that is no distance.</param>
internal sealed record Reading(string Kind, string Name, double? Drift, double? Excess = null, string? Dropped = null, string? Note = null, double? Seen = null, bool IsWrong = false)
{
    /// <summary>From here on a label is off: labels of whole pixels may be off by half of one.</summary>
    public const double Limit = 0.75;

    /// <summary>Where the pixels of a box or point are, for pictures; null where that is not known.</summary>
    public BoxEdges? Found { get; init; }

    /// <summary>Whether the distance is known on all sides, and not only that it is not greater.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>Which pixels are those of a class, for pictures; null for other things.</summary>
    public bool[]? Area { get; init; }

    /// <summary>Whether the label is off by a pixel, or wrong in another way.</summary>
    public bool IsOff => IsWrong || Drift >= Limit;
}
