using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Thelper.Geo.Scenes;

/// <summary>Class names and their numbers as thelper 0.6.2 writes them.</summary>
internal static class ClassNumbers
{
    private static readonly JsonSerializerOptions Text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON object, indented by four, without a line end.</summary>
    /// <param name="numbers">Names and numbers.</param>
    public static byte[] ToJson(IReadOnlyList<KeyValuePair<string, int>> numbers) =>
        Encoding.UTF8.GetBytes("{\n" + string.Join(",\n", numbers.Select(entry => FormattableString.Invariant($"    {JsonSerializer.Serialize(entry.Key, Text)}: {entry.Value}"))) + "\n}");
}
