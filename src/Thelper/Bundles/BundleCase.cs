using System.Text.Json.Serialization;

namespace Thelper.Bundles;

/// <summary>One case of a bundle.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Images">Its pictures, as paths in the bundle: one, which is followed through all stages; two, a batch; none, where numbers go straight to the network.</param>
/// <param name="Answers">The file with what each stage is to give.</param>
/// <param name="Decisions">What is to be decided of each picture.</param>
/// <param name="Tolerance">How far answers may lie from the expected ones where rounding makes more of them than the manifest's tolerance; null for that.</param>
internal sealed record BundleCase(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("images")] IReadOnlyList<string> Images,
    [property: JsonPropertyName("answers")] string Answers,
    [property: JsonPropertyName("decisions")] IReadOnlyList<IReadOnlyList<Decision>> Decisions,
    [property: JsonPropertyName("tolerance"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Tolerance = null);
