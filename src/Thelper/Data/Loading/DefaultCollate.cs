using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Loading;

/// <summary>Packs samples field by field: tensors are stacked, numbers become a tensor, texts a list.</summary>
/// <remarks>
/// Whole numbers give an int64 tensor, real ones float64, booleans a bool tensor. Dictionaries are packed per key of the first
/// sample, lists element by element. A field that is null must be null in every sample. Lists of boxes stay as they are.
/// Loaders of a detection task make a list of images that differ in size, as torchvision's detectors take them. Several data sets of a loader need not have the same
/// metadata: what only some samples of a batch have, or have in another type, is a list with null for the others; so are lists of several lengths and maps of several keys.
/// </remarks>
[TypeName("thelper.data.loaders.default_collate", "thelper.data.default_collate")]
public sealed class DefaultCollate : ICollate
{
    private readonly bool forceTensor;

    /// <summary>Creates the collate function.</summary>
    /// <param name="forceTensor">Refuses values of other types; otherwise they are passed on as a list.</param>
    public DefaultCollate(bool forceTensor = true) => this.forceTensor = forceTensor;

    /// <inheritdoc/>
    public Sample Collate(IReadOnlyList<Sample> samples) => Collate(samples, null, null);

    /// <summary>As <see cref="Collate(IReadOnlyList{Sample})"/>.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="rows">Fields that are complete already; null for none.</param>
    /// <param name="task">Tells input and truth, which every sample must have, from metadata; null where all fields must fit.</param>
    internal Sample Collate(IReadOnlyList<Sample> samples, BatchRows? rows, Task? task)
    {
        ArgumentNullException.ThrowIfNull(samples);
        using var scope = torch.NewDisposeScope();
        var batch = new Sample();
        foreach (var key in samples.SelectMany(sample => sample.Keys).Distinct())
        {
            batch.Add(key, PackField(samples, key, rows, task));
        }

        batch.ForEachLeaf(static leaf => (leaf as torch.Tensor)?.DetachFromDisposeScope());
        return batch;
    }

    private object? PackField(IReadOnlyList<Sample> samples, string key, BatchRows? rows, Task? task)
    {
        var isMeta = task is not null && key != task.InputKey && key != task.GtKey;
        var values = new object?[samples.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!samples[i].TryGetValue(key, out values[i]) && !isMeta)
            {
                throw new UserErrorException($"the field '{key}' is missing in some samples");
            }
        }

        var isList = (isMeta && AreMixed(values)) || (task is Detection && key == task.InputKey && AreUneven(values));
        return rows?.Take(key, values) ?? (isList ? values.ToList() : Pack(values, key));
    }

    private object? Pack(object?[] values, string field)
    {
        if (Array.IndexOf(values, null) >= 0)
        {
            return Array.TrueForAll(values, value => value is null)
                ? null
                : throw new UserErrorException($"the field '{field}' is null in some samples and set in others");
        }

        return values[0] switch
        {
            torch.Tensor => Stack(Same<torch.Tensor>(values, field), field),
            string => Same<string>(values, field).ToList<object?>(),
            bool => torch.tensor(Same<bool>(values, field)),
            int or long or short or byte => torch.tensor(Array.ConvertAll(values, value => Whole(value, field))),
            float or double => torch.tensor(Array.ConvertAll(values, value => Real(value, field))),
            IReadOnlyDictionary<string, object?> first => PackMaps(first, Same<IReadOnlyDictionary<string, object?>>(values, field), field),
            IReadOnlyList<object?> when AreBoxes(values) => values.ToList(),
            IReadOnlyList<object?> => PackLists(Same<IReadOnlyList<object?>>(values, field), field),
            _ when !forceTensor => values.ToList(),
            var other => throw new UserErrorException($"the field '{field}' holds {other!.GetType().Name} values, which cannot be packed into a batch"),
        };
    }

    // Null in some, numbers in some and texts in others, lists of several lengths, maps of several keys. Whole and real numbers go together, as they do in any field.
    private static bool AreMixed(object?[] values) => values.Select(KindOf).Distinct().Count() > 1;

    private static string? KindOf(object? value) => value switch
    {
        null => null,
        int or long or short or byte or float or double => "number",
        IReadOnlyList<object?> list => $"[{string.Join(',', list.Select(InnerKindOf))}]",
        IReadOnlyDictionary<string, object?> map => $"{{{string.Join(',', map.Select(entry => $"{entry.Key}:{InnerKindOf(entry.Value)}"))}}}",
        _ => value.GetType().Name,
    };

    // Inside of lists and maps the first sample's kind of number is that of all.
    private static string? InnerKindOf(object? value) => value is float or double ? "real" : KindOf(value);

    private static bool AreUneven(object?[] values) =>
        values[0] is torch.Tensor { ndim: 3 } first
        && Array.TrueForAll(values, value => value is torch.Tensor { ndim: 3 } image && image.dtype == first.dtype)
        && !Array.TrueForAll(values, value => ((torch.Tensor)value!).shape.AsSpan().SequenceEqual(first.shape));

    // Images have different numbers of boxes; a batch without a single one is still a list of lists.
    private static bool AreBoxes(object?[] values) =>
        Array.TrueForAll(values, value => value is IReadOnlyList<object?> list && list.All(static entry => entry is BoundingBox));

    private OrderedDictionary<string, object?> PackMaps(IReadOnlyDictionary<string, object?> first, IReadOnlyDictionary<string, object?>[] maps, string field)
    {
        var packed = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var key in first.Keys)
        {
            var entries = Array.ConvertAll(
                maps,
                map => map.TryGetValue(key, out var entry) ? entry : throw new UserErrorException($"the field '{field}.{key}' is missing in some samples"));
            packed.Add(key, Pack(entries, $"{field}.{key}"));
        }

        return packed;
    }

    private List<object?> PackLists(IReadOnlyList<object?>[] lists, string field)
    {
        var length = lists[0].Count;
        if (!Array.TrueForAll(lists, list => list.Count == length))
        {
            throw new UserErrorException($"the field '{field}' holds lists of different lengths");
        }

        var packed = new List<object?>(length);
        for (var i = 0; i < length; i++)
        {
            packed.Add(Pack(Array.ConvertAll(lists, list => list[i]), FormattableString.Invariant($"{field}[{i}]")));
        }

        return packed;
    }

    // One allocation and one copy per sample; going through an operator would cost more than the copy for small images.
    private static unsafe torch.Tensor Stack(torch.Tensor[] tensors, string field)
    {
        var first = tensors[0];
        var shape = first.shape;
        var type = first.dtype;
        foreach (var tensor in tensors)
        {
            if (tensor.dtype != type || !tensor.shape.AsSpan().SequenceEqual(shape))
            {
                throw new UserErrorException(
                    $"the field '{field}' has tensors of different shape or type in one batch ({Text(first)} and {Text(tensor)}); bring all samples to one size, for example with thelper.transforms.Resize");
            }
        }

        var batch = torch.empty([tensors.Length, .. shape], type);
        var size = checked((int)(batch.numel() / tensors.Length * type.ElementSize()));
        var target = (byte*)batch.DataPointer;
        for (var i = 0; i < tensors.Length; i++)
        {
            var plain = tensors[i].is_contiguous() && tensors[i].device_type == DeviceType.CPU ? tensors[i] : tensors[i].cpu().contiguous();
            Buffer.MemoryCopy((void*)plain.DataPointer, target + ((long)i * size), size, size);
        }

        return batch;
    }

    private static T[] Same<T>(object?[] values, string field) =>
        Array.ConvertAll(values, value => value is T typed ? typed : throw Mixed(values, field));

    private static long Whole(object? value, string field) => value switch
    {
        long number => number,
        int number => number,
        short number => number,
        byte number => number,
        _ => throw Mixed([value], field),
    };

    private static double Real(object? value, string field) => value switch
    {
        double number => number,
        float number => number,
        _ => Whole(value, field),
    };

    private static UserErrorException Mixed(object?[] values, string field)
    {
        var types = values.Select(value => value!.GetType().Name).Distinct();
        return new UserErrorException($"the field '{field}' mixes types in one batch: {string.Join(", ", types)}");
    }

    private static string Text(torch.Tensor tensor) => $"{tensor.dtype} ({string.Join(", ", tensor.shape)})";
}
