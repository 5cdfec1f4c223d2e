using System.Text.Json;
using System.Text.Json.Serialization;
using Thelper.Export;

namespace Thelper.Bundles;

/// <summary>What a bundle says of itself: <c>bundle.json</c>.</summary>
/// <param name="Format">Version of the form; 1.</param>
/// <param name="Version">The program's version that wrote it.</param>
/// <param name="Task">The task, as text.</param>
/// <param name="Tolerance">How far answers of the network may lie from the expected ones, relative to the greatest of them or 1.</param>
/// <param name="Cases">The cases.</param>
/// <param name="Results">Names of a detector's results in their order; null for other models, and in bundles that older programs wrote: results are compared place by place then.</param>
/// <param name="MaskSide">Side of a detector's masks before they are stretched over their boxes; null without masks.</param>
internal sealed record BundleManifest(
    [property: JsonPropertyName("format"), JsonRequired] int Format,
    [property: JsonPropertyName("thelper_version"), JsonRequired] string Version,
    [property: JsonPropertyName("task"), JsonRequired] string Task,
    [property: JsonPropertyName("tolerance"), JsonRequired] double Tolerance,
    [property: JsonPropertyName("cases"), JsonRequired] IReadOnlyList<BundleCase> Cases,
    [property: JsonPropertyName("results"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Results = null,
    [property: JsonPropertyName("mask_side"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MaskSide = null)
{
    private static readonly string[] Needed = ["boxes", "labels", "scores"];
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    /// <summary>How the answers of an engine are put beside the expected ones.</summary>
    [JsonIgnore]
    public AnswerComparison Comparison => new(Results is null ? null : new DetectedObjects(Results, MaskSide ?? 0));

    /// <summary>Decisions may lie further apart than answers: a softmax or a resized map stands between them.</summary>
    /// <param name="tolerance">What is allowed of answers.</param>
    public static double DecisionTolerance(double tolerance) => Math.Max(10 * tolerance, 1e-3);

    /// <summary>Objects are answers that were moved into the picture.</summary>
    /// <param name="tolerance">What is allowed of answers.</param>
    public static double ObjectTolerance(double tolerance) => Math.Max(2 * tolerance, 1e-3);

    /// <summary>How far answers to a case may lie from the expected ones.</summary>
    public double ToleranceOf(BundleCase one) => Math.Max(Tolerance, one.Tolerance ?? 0);

    /// <summary>Reads the file of a bundle.</summary>
    /// <exception cref="UserErrorException">It has another form.</exception>
    public static BundleManifest Read(string folder)
    {
        var path = Path.Combine(folder, BundleFiles.Manifest);
        try
        {
            var manifest = JsonSerializer.Deserialize<BundleManifest>(InputFile.ReadAllBytes(path), Options);
            return manifest is not { Format: 1 } ? throw new UserErrorException($"{path}: a bundle of format {manifest?.Format}; this program knows format 1")
                : manifest.Task is not null && manifest.Cases is { Count: > 0 } cases && cases.All(IsWhole) && manifest.AreNamed && IsTolerance(manifest.Tolerance) ? manifest
                : throw new UserErrorException($"{path}: is damaged: there is no task, no case or no tolerance between 0 and 1, a case has no name, pictures, answers or decisions in the bundle, or 'results' and 'mask_side' are not those of a detector");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path}: is damaged: {e.Message}", e);
        }
    }

    private bool AreNamed => (Results is null || Needed.All(Results.Contains)) && MaskSide is null or > 0;

    // Relative to the greatest number: with more anything would be as it was bundled.
    private static bool IsTolerance(double tolerance) => tolerance is >= 0 and < 1;

    // JSON may say null wherever a thing is expected, and paths may leave the folder.
    private static bool IsWhole(BundleCase? one) => one is { Name: not null, Images: not null, Answers: not null, Decisions: not null }
        && IsTolerance(one.Tolerance ?? 0)
        && one.Images.Append(one.Answers).All(file => file is not null && !Path.IsPathRooted(file) && !file.Split('/').Contains(".."))
        && one.Decisions.All(decisions => decisions?.All(decision => IsWhole(decision) && decision!.Near?.All(IsWhole) != false) == true);

    private static bool IsWhole(Decision? decision) => decision is { Label: not null, Values: not null };

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";
}
