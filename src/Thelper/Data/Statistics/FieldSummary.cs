using System.Globalization;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Data.Statistics;

/// <summary>A field of a sample in words: what it is, how large, and between which values.</summary>
/// <param name="Key">The field's name.</param>
/// <param name="Type">The type of its numbers, or what else it is.</param>
/// <param name="Shape">Its shape; empty for what has none.</param>
/// <param name="Least">The smallest number; null where there is none.</param>
/// <param name="Most">The largest number; null where there is none.</param>
/// <param name="Mean">The mean of the numbers; null where there is none.</param>
/// <param name="NotFinite">How many numbers are NaN or infinite; they do not count above.</param>
/// <param name="Text">What it is, where it is no tensor; null for tensors.</param>
public sealed record FieldSummary(string Key, string Type, IReadOnlyList<long> Shape, double? Least, double? Most, double? Mean, long NotFinite, string? Text)
{
    private const int LongestText = 300;

    /// <summary>Sums up the fields of a sample.</summary>
    /// <param name="sample">The sample.</param>
    public static IReadOnlyList<FieldSummary> Of(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return [.. sample.Select(entry => Of(entry.Key, entry.Value))];
    }

    private static FieldSummary Of(string key, object? value) => value switch
    {
        Tensor tensor => Of(key, tensor),
        string text => new(key, "text", [], null, null, null, 0, Shortened(text)),
        IReadOnlyList<object?> list when list.Count > 0 && list.All(entry => entry is BoundingBox) => new(key, "boxes", [list.Count], null, null, null, 0, Shortened(string.Join("\n", list))),
        IReadOnlyList<object?> list => new(key, "list", [list.Count], null, null, null, 0, Shortened(string.Join(", ", list.Select(entry => entry is Tensor part ? Described(part) : PythonRepr.Of(entry))))),
        IReadOnlyDictionary<string, object?> map => new(key, "map", [map.Count], null, null, null, 0, Shortened(string.Join(", ", map.Keys))),
        _ => new(key, "value", [], null, null, null, 0, Shortened(PythonRepr.Of(value))),
    };

    private static FieldSummary Of(string key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var type = value.dtype.ToString().ToLowerInvariant();
        if (value.numel() == 0 || aten.is_complex(value))
        {
            return new(key, type, value.shape, null, null, null, 0, null);
        }

        var plain = value.detach().cpu();
        var bad = 0L;
        if (plain.is_floating_point())
        {
            var finite = plain.isfinite();
            bad = plain.numel() - finite.sum().ToInt64();
            plain = bad == 0 ? plain : plain.masked_select(finite);
        }

        return plain.numel() == 0
            ? new(key, type, value.shape, null, null, null, bad, null)
            : new(key, type, value.shape, Number(plain.min()), Number(plain.max()), Number(plain.to(ScalarType.Float64).mean()), bad, null);
    }

    private static double Number(Tensor value) => value.to(ScalarType.Float64).ToDouble();

    private static string Described(Tensor value) => string.Create(CultureInfo.InvariantCulture, $"{value.dtype.ToString().ToLowerInvariant()} [{string.Join(", ", value.shape)}]");

    private static string Shortened(string text) => text.Length <= LongestText ? text : text[..LongestText] + "...";
}
