using System.Collections;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Reports;

/// <summary>One metadata value of a batch, per sample.</summary>
internal sealed class MetadataColumn
{
    private readonly object?[] values;

    private MetadataColumn(object?[] values) => this.values = values;

    /// <summary>The text of a sample's value.</summary>
    public string this[int sample] => TextOf(values[sample]);

    /// <summary>A sample's value: a number, a text or another plain value.</summary>
    public object? Value(int sample) => values[sample];

    /// <summary>Reads a value of a batch: a tensor or a list with one entry per sample.</summary>
    /// <exception cref="UserErrorException">The batch has no such key, or its value does not belong to single samples.</exception>
    public static MetadataColumn Of(Sample batch, string key, int samples)
    {
        if (!batch.TryGetValue(key, out var value))
        {
            throw new UserErrorException($"log_keys: samples have no key '{key}'{NearestName.Hint(key, batch.Keys)}");
        }

        object?[] values = value switch
        {
            Tensor { ndim: 1 } tensor => OfTensor(tensor),
            IEnumerable list and not string => [.. list.Cast<object?>()],
            _ => [],
        };
        return values.Length == samples ? new(values) : throw new UserErrorException($"log_keys: the value '{key}' of a batch is not a list with one entry per sample");
    }

    /// <summary>A plain value as text, as Python's <c>str</c> writes it.</summary>
    public static string TextOf(object? value) => value as string ?? PythonRepr.Of(value);

    private static object?[] OfTensor(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.is_floating_point()
            ? Array.ConvertAll(tensor.to(ScalarType.Float64).contiguous().DataSpan<double>().ToArray(), value => (object?)value)
            : Array.ConvertAll(tensor.to(ScalarType.Int64).contiguous().DataSpan<long>().ToArray(), value => (object?)value);
    }
}
