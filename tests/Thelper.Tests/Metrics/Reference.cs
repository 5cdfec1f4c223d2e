using System.Text.Json;

namespace Thelper.Tests.Metrics;

/// <summary>Values from <c>tools/golden/metrics.py</c>.</summary>
internal static class Reference
{
    private static readonly Lazy<JsonDocument> Document = new(() => JsonDocument.Parse(File.ReadAllText(PathOf("reference.json"))));

    public static JsonElement Root => Document.Value.RootElement;

    /// <summary>The content of another file, made by the script <c>tools/golden/metrics_*.py</c> of the same name.</summary>
    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(PathOf(name)));
        return document.RootElement.Clone();
    }

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "metrics", name);

    public static JsonElement At(this JsonElement element, string name) => element.GetProperty(name);

    public static long[] Longs(this JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetInt64())];

    public static bool[] Flags(this JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetInt64() != 0)];

    public static double[] Doubles(this JsonElement element) => [.. element.EnumerateArray().Select(Number)];

    /// <summary>A number, or one of Python's names for those that JSON lacks.</summary>
    public static double Number(this JsonElement element) => element.ValueKind == JsonValueKind.String ? Number(element.GetString()!) : element.GetDouble();

    public static double Number(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        _ => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The keyword arguments of a call, as a configuration gives them; <paramref name="weights"/> are added if the case uses them.</summary>
    public static Dictionary<string, object?> Parameters(this JsonElement @case, double[] weights)
    {
        var parameters = new Dictionary<string, object?>();
        foreach (var entry in @case.At("params").EnumerateObject())
        {
            parameters[entry.Name] = entry.Value.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.String => entry.Value.GetString(),
                JsonValueKind.Array => entry.Value.Doubles().Select(value => (object?)(double.IsInteger(value) ? (long)value : value)).ToList(),
                _ => entry.Value.TryGetInt64(out var whole) ? (object?)whole : entry.Value.GetDouble(),
            };
        }

        if (@case.At("weighted").GetBoolean())
        {
            parameters["sample_weight"] = weights.Select(value => (object?)value).ToList();
        }

        return parameters;
    }

    public static void ShouldAgree(double actual, double expected, double tolerance, string what)
    {
        if (double.IsNaN(expected) ? !double.IsNaN(actual) : !(Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected))))
        {
            throw new ShouldAssertException($"{what}: expected {expected:R}, got {actual:R}");
        }
    }
}
