using System.Text.Json;

namespace Thelper.Tests.Data.Sampling;

/// <summary>Reference orders (tools/golden/data_orders.py).</summary>
internal static class Orders
{
    private static readonly JsonDocument Document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden/data/orders.json")));

    public static IEnumerable<JsonElement> Cases(string group) => Document.RootElement.GetProperty(group).EnumerateArray();

    public static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];
}
