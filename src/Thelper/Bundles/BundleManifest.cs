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
            return manifest is not { Format: 1 } ? throw new UserErrorException($"{path}: a bundle of format {manifest?.Format}; this program knows format 1")
                : manifest.Task is not null && manifest.Cases?.All(IsWhole) == true ? manifest
                : throw new UserErrorException($"{path}: is damaged: there is no task, or a case has no name, pictures, answers or decisions in the bundle");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path}: is damaged: {e.Message}", e);
        }
    }

    // JSON may say null wherever a thing is expected, and paths may leave the folder.
    private static bool IsWhole(BundleCase? one) => one is { Name: not null, Images: not null, Answers: not null, Decisions: not null }
        && one.Images.Append(one.Answers).All(file => file is not null && !Path.IsPathRooted(file) && !file.Split('/').Contains(".."))
        && one.Decisions.All(decisions => decisions?.All(decision => decision is { Label: not null, Values: not null }) == true);

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";
}
