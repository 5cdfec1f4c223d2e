using System.Text.Json.Serialization;

namespace Thelper.Geo.Scenes;

/// <summary>What a second look at a scene's results found.</summary>
public sealed record SceneAudit
{
    /// <summary>Windows that were predicted on again, half a step off the grid.</summary>
    public int ShiftedWindows { get; init; }

    /// <summary>Pixels in their middles that were compared.</summary>
    public long ComparedPixels { get; init; }

    /// <summary>Those among them that got another class.</summary>
    public long DifferingPixels { get; init; }

    /// <summary>Of detectors: objects in the windows' middles that either look found.</summary>
    public long ComparedObjects { get; init; }

    /// <summary>Those among them that only one of the two found.</summary>
    public long DifferingObjects { get; init; }

    /// <summary>Of models that answer with numbers: the largest difference in the windows' middles; null for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LargestDifference { get; init; }

    /// <summary>How often a pixel with data was covered at least; 0 would be one that nothing was predicted for.</summary>
    public int LeastCovered { get; init; }

    /// <summary>How often a pixel was covered at most.</summary>
    public int MostCovered { get; init; }

    /// <summary>Of polygons that were written, read back and drawn again: pixels that are not as they were, by file. 0 is right unless outlines were simplified.</summary>
    public IReadOnlyDictionary<string, long> RoundTrip { get; init; } = new Dictionary<string, long>();

    /// <summary>Of 100 compared pixels, how many got another class; null where none were compared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DifferingPercent => ComparedPixels == 0 ? null : Math.Round(100.0 * DifferingPixels / ComparedPixels, 4);
}
