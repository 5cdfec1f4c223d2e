namespace Thelper.Torch.Serialization;

/// <summary>Finds the numbers in saved values that no training comes back from.</summary>
public static class NotFinite
{
    private const int Shown = 3;

    /// <summary>The tensors that hold NaN or an infinite number.</summary>
    /// <param name="value">A dictionary or list of a checkpoint; what is no floating-point tensor is passed over.</param>
    /// <param name="name">Its key in the file.</param>
    /// <returns>The keys, joined by dots.</returns>
    public static IEnumerable<string> Find(object? value, string name) => value switch
    {
        torch.Tensor tensor => IsFinite(tensor) ? [] : [name],
        PyDict dictionary => dictionary.SelectMany(entry => Find(entry.Value, $"{name}.{entry.Key}")),
        IReadOnlyList<object?> list => list.SelectMany((item, i) => Find(item, FormattableString.Invariant($"{name}[{i}]"))),
        _ => [],
    };

    /// <summary>What to warn of.</summary>
    /// <param name="keys">The keys.</param>
    /// <returns>The first of them and how many more there are; null if there are none.</returns>
    public static string? Describe(IEnumerable<string> keys)
    {
        var all = keys.ToList();
        return all.Count == 0 ? null
            : $"NaN or infinite numbers in {string.Join(", ", all.Take(Shown).Select(key => $"'{Pickling.PickleText.Printable(key)}'"))}{(all.Count > Shown ? FormattableString.Invariant($" and {all.Count - Shown} more") : "")}";
    }

    private static bool IsFinite(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var values = tensor.layout == Layout.Strided ? tensor : tensor.to_dense();
        return !(values.is_floating_point() || values.is_complex()) || aten.isfinite(values).all().ToBoolean();
    }
}
