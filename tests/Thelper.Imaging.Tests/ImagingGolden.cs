using System.Text.Json;

namespace Thelper.Imaging.Tests;

/// <summary>What OpenCV made of small images, written by tools/golden/imaging.py.</summary>
internal static class ImagingGolden
{
    private static readonly Lazy<JsonDocument> Document =
        new(() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "imaging.json"))));

    public static JsonElement Input(string name) => Document.Value.RootElement.GetProperty("inputs").GetProperty(name);

    public static IReadOnlyList<JsonElement> Cases(string operation) =>
        [.. Document.Value.RootElement.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("op").GetString() == operation)];

    public static IReadOnlyList<JsonElement> Files => [.. Document.Value.RootElement.GetProperty("files").EnumerateArray()];

    public static byte[] Bytes(string name) =>
        Files.First(file => file.GetProperty("name").GetString() == name).GetProperty("bytes").GetBytesFromBase64();
}
