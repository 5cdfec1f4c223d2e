using System.Globalization;
using System.Text.Json;

namespace Thelper.Nn;

/// <summary>The axes of what a traced program takes: some free, the others of one size. A program does not say so itself: at another size it computes something else.</summary>
/// <param name="Sizes">A size for each axis; null for a free one.</param>
internal sealed record InputAxes(IReadOnlyList<long?> Sizes)
{
    /// <summary>Its name beside the program.</summary>
    public const string Key = "input_axes";

    // What the further axes of others' programs stand for nobody says.
    private const string Unnamed = "any";
    private static readonly string[] Names = ["batch", "channels", "height", "width"];

    /// <summary>The axes of a trace.</summary>
    /// <param name="example">Shape of its example.</param>
    /// <param name="batchVaries">Whether the first is free.</param>
    /// <param name="spaceVaries">Whether height and width are free, the third and the fourth.</param>
    public InputAxes(IReadOnlyList<long> example, bool batchVaries, bool spaceVaries)
        : this([.. example.Select((size, axis) => (axis == 0 && batchVaries) || (axis >= 2 && spaceVaries) ? (long?)null : size)])
    {
    }

    /// <summary>Reads <see cref="ToJson"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="UserErrorException">It is no list of sizes.</exception>
    public static InputAxes Parse(string text, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return new([.. json.RootElement.EnumerateArray().Select(size => size.ValueKind == JsonValueKind.String ? (long?)null : size.GetInt64())]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException($"{path}: its '{Key}' is no list of sizes and names: {PrintableText.Line(text)}", e);
        }
    }

    /// <summary>Whether an input is of these sizes.</summary>
    /// <param name="shape">Its shape.</param>
    public bool Fit(IReadOnlyList<long> shape) => shape.Count == Sizes.Count && !Sizes.Where((size, axis) => size is { } one && one != shape[axis]).Any();

    /// <summary>A list: a number for a size, a name for a free axis.</summary>
    public string ToJson() => $"[{string.Join(", ", Sizes.Select((size, axis) => size is { } one ? one.ToString(CultureInfo.InvariantCulture) : $"\"{Names.ElementAtOrDefault(axis) ?? Unnamed}\""))}]";

    /// <inheritdoc/>
    public override string ToString() => ToJson().Replace("\"", "", StringComparison.Ordinal);
}
