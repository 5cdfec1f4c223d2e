using System.Text.Json;

namespace Thelper.Vision.Tests.Datasets;

/// <summary>Tiny datasets and what torchvision reads from them (tools/golden/vision_datasets.py).</summary>
internal static class Golden
{
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Golden/datasets");

    public static JsonElement[] Expected(string name) => [.. Value(name).EnumerateArray()];

    public static JsonElement Value(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "expected.json")));
        return document.RootElement.GetProperty(name).Clone();
    }
}
