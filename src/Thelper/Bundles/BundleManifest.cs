using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thelper.Bundles;

/// <summary>What a bundle says of itself: <c>bundle.json</c>.</summary>
/// <param name="Format">Version of the form; 1.</param>
/// <param name="Version">The program's version that wrote it.</param>
/// <param name="Task">The task, as text.</param>
/// <param name="Tolerance">How far answers of the network may lie from the expected ones, relative to the greatest of them or 1.</param>
/// <param name="Cases">The cases.</param>
internal sealed record BundleManifest(
    [property: JsonPropertyName("format"), JsonRequired] int Format,
    [property: JsonPropertyName("thelper_version"), JsonRequired] string Version,
    [property: JsonPropertyName("task"), JsonRequired] string Task,
    [property: JsonPropertyName("tolerance"), JsonRequired] double Tolerance,
    [property: JsonPropertyName("cases"), JsonRequired] IReadOnlyList<BundleCase> Cases)
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    /// <summary>Decisions may lie further apart than answers: a softmax or a resized map stands between them.</summary>
    [JsonIgnore]
    public double DecisionTolerance => Math.Max(10 * Tolerance, 1e-3);

    /// <summary>Reads the file of a bundle.</summary>
    /// <exception cref="UserErrorException">It has another form.</exception>
    public static BundleManifest Read(string folder)
    {
        var path = Path.Combine(folder, BundleFiles.Manifest);
        try
        {
            var manifest = JsonSerializer.Deserialize<BundleManifest>(InputFile.ReadAllBytes(path), Options);
            return manifest is { Format: 1 } ? manifest : throw new UserErrorException($"{path}: a bundle of format {manifest?.Format}; this program knows format 1");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path}: is damaged: {e.Message}", e);
        }
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";
}
