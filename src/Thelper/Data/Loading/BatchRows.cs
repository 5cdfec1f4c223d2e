using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Data.Loading;

/// <summary>The large tensors of a batch in the making: each loader thread puts its sample's where the batch will have it.</summary>
/// <remarks>
/// So a batch needs its memory once, not once for the samples and once more for all of them together. The sample goes on with views of its rows.
/// What does not fit (another shape or type than the first one's, small tensors) stays in the sample.
/// </remarks>
internal sealed class BatchRows(RecycledMemory memory, int size) : IDisposable
{
    private const long Large = 16 << 10;
    private readonly Dictionary<string, Field> fields = new(StringComparer.Ordinal);
    private long bytes;

    /// <summary>Bytes of the fields so far.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Moves the large tensors of a sample into its row.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="place">The row, which no other thread touches.</param>
    public void Place(Sample sample, int place)
    {
        if (!IsFlat(sample))
        {
            return;
        }

        for (var i = 0; i < sample.Count; i++)
        {
            var (key, value) = sample.GetAt(i);
            if (value is torch.Tensor tensor && FieldOf(key, tensor) is { } field)
            {
                field.Fill(place, tensor);
                sample.SetAt(i, field.Rows[place]);
                tensor.Dispose();
            }
        }
    }

    /// <summary>The whole field, if the values are its rows in order; it is the caller's then.</summary>
    /// <param name="key">The field's name.</param>
    /// <param name="values">The samples' values.</param>
    public torch.Tensor? Take(string key, object?[] values)
    {
        if (!fields.TryGetValue(key, out var field) || values.Length != size)
        {
            return null;
        }

        for (var i = 0; i < size; i++)
        {
            if (values[i] is null || !ReferenceEquals(values[i], field.Rows[i]))
            {
                return null;
            }
        }

        fields.Remove(key);
        return field.Batch;
    }

    /// <summary>Frees what nobody took; the rows are the samples'.</summary>
    public void Dispose()
    {
        foreach (var field in fields.Values)
        {
            field.Batch.Dispose();
        }

        fields.Clear();
    }

    // A tensor that is in the sample twice, perhaps within a list, must not be freed when it was moved once.
    private static bool IsFlat(Sample sample)
    {
        var leaves = new HashSet<torch.Tensor>(ReferenceEqualityComparer.Instance);
        var unique = true;
        sample.ForEachLeaf(leaf => unique &= leaf is not torch.Tensor tensor || leaves.Add(tensor));
        return unique;
    }

    private Field? FieldOf(string key, torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || tensor.requires_grad || tensor.numel() * tensor.dtype.ElementSize() < Large)
        {
            return null;
        }

        var shape = tensor.shape;
        lock (fields)
        {
            if (!fields.TryGetValue(key, out var field))
            {
                field = new Field(memory.Rent([size, .. shape], tensor.dtype), shape, size);
                fields.Add(key, field);
                Interlocked.Add(ref bytes, size * tensor.numel() * tensor.dtype.ElementSize());
            }

            return field.Batch.dtype == tensor.dtype && field.Shape.AsSpan().SequenceEqual(shape) ? field : null;
        }
    }

    private sealed class Field(torch.Tensor batch, long[] shape, int size)
    {
        public torch.Tensor Batch => batch;

        public long[] Shape => shape;

        public torch.Tensor?[] Rows { get; } = new torch.Tensor?[size];

        public unsafe void Fill(int place, torch.Tensor tensor)
        {
            var row = batch.select(0, place);
            using var copy = tensor.is_contiguous() ? null : tensor.contiguous();
            var length = tensor.numel() * tensor.dtype.ElementSize();
            Buffer.MemoryCopy((void*)(copy ?? tensor).DataPointer, (void*)row.DataPointer, length, length);
            Rows[place] = row;
        }
    }
}
