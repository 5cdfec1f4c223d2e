using System.Collections;
using System.Globalization;
using Thelper.Config;
using Thelper.Data;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>One metadata value of a batch, as text per sample.</summary>
internal sealed class MetadataColumn
{
    private readonly string[] texts;

    private MetadataColumn(string[] texts) => this.texts = texts;

    /// <summary>The text of a sample.</summary>
    public string this[int sample] => texts[sample];

    /// <summary>Reads a value of a batch: a tensor or a list with one entry per sample.</summary>
    /// <exception cref="UserErrorException">The batch has no such key, or its value does not belong to single samples.</exception>
    public static MetadataColumn Of(Sample batch, string key, int samples)
    {
        if (!batch.TryGetValue(key, out var value))
        {
            throw new UserErrorException($"log_keys: samples have no key '{key}'{NearestName.Hint(key, batch.Keys)}");
        }

        string[] texts = value switch
        {
            Tensor { ndim: 1 } tensor => OfTensor(tensor),
            IEnumerable list and not string => [.. list.Cast<object?>().Select(TextOf)],
            _ => [],
        };
        return texts.Length == samples ? new(texts) : throw new UserErrorException($"log_keys: the value '{key}' of a batch is not a list with one entry per sample");
    }

    private static string[] OfTensor(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.is_floating_point()
            ? Array.ConvertAll(tensor.to(ScalarType.Float64).contiguous().DataSpan<double>().ToArray(), PythonRepr.Number)
            : Array.ConvertAll(tensor.to(ScalarType.Int64).contiguous().DataSpan<long>().ToArray(), value => value.ToString(CultureInfo.InvariantCulture));
    }

    private static string TextOf(object? value) => value as string ?? PythonRepr.Of(value);
}
