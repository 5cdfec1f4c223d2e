using System.Text.Json.Serialization;

namespace Thelper.Web.Annotating;

/// <summary>A line of a journal: where it begins, an edit, or a file that is about to be written or was.</summary>
internal sealed record JournalLine
{
    /// <summary>The version after this line; of files that are no version, -1.</summary>
    [JsonPropertyName("v")]
    public long Version { get; init; }

    /// <summary>The state that a journal begins with: width, height, then count and label of each run.</summary>
    [JsonPropertyName("base")]
    public int[]? Base { get; init; }

    /// <summary>Boxes and class that it begins with; of files that were found, what these say. What is saved has those of its version.</summary>
    [JsonPropertyName("objects")]
    public Objects? Objects { get; init; }

    /// <summary>What a window calls its edit, so that one that is sent twice is made once.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>The edit.</summary>
    [JsonPropertyName("edit")]
    public Edit? Edit { get; init; }

    /// <summary>SHA-256 of the image file that is about to be written with this version.</summary>
    [JsonPropertyName("saving")]
    public string? Saving { get; init; }

    /// <summary>SHA-256 of the image file that was written, and read back, or that was found; empty where there is none.</summary>
    [JsonPropertyName("saved")]
    public string? Saved { get; init; }
}
