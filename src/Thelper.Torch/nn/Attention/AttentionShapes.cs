using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The sizes of an attention, and its steps before the product: checks, projections, masks. Made inside of a dispose scope.</summary>
/// <param name="Target">The number of queries.</param>
/// <param name="Source">The number of keys.</param>
/// <param name="Batch">The number of sequences.</param>
/// <param name="Head">The size of a head.</param>
internal readonly record struct AttentionShapes(long Target, long Source, long Batch, long Head)
{
    /// <summary>Single sequences as batches of one. The same object stays the same object, which the projection looks at.</summary>
    public static (Tensor Query, Tensor Key, Tensor Value) Batched(Tensor query, Tensor key, Tensor value) => Each(query, key, value, tensor => aten.unsqueeze(tensor, 1));

    /// <summary>Applies a function once to each different object.</summary>
    public static (Tensor Query, Tensor Key, Tensor Value) Each(Tensor query, Tensor key, Tensor value, Func<Tensor, Tensor> function)
    {
        var q = function(query);
        var k = ReferenceEquals(key, query) ? q : function(key);
        var v = ReferenceEquals(value, key) ? k : ReferenceEquals(value, query) ? q : function(value);
        return (q, k, v);
    }

    /// <summary>The sizes; refuses what does not fit.</summary>
    public static AttentionShapes Of(Tensor query, Tensor key, Tensor value, long size, long heads, Tensor? padding, Tensor? mask, bool separate)
    {
        var (q, k, v) = (query.shape, key.shape, value.shape);
        if (q.Length != 3 || k.Length != 3 || v.Length != 3)
        {
            throw Wrong($"query, key and value all have 3 dimensions, or 2 for a single sequence; these have {q.Length}, {k.Length} and {v.Length}");
        }

        if (q[2] != size || heads < 1 || size % heads != 0)
        {
            throw Wrong($"the embedding has {size} numbers, a multiple of {heads} heads; the query has {q[2]}");
        }

        if (k[0] != v[0] || k[1] != v[1] || q[1] != k[1] || (!separate && (k[2] != v[2] || k[2] != size)))
        {
            throw Wrong($"query ({Text(q)}), key ({Text(k)}) and value ({Text(v)}) do not fit each other");
        }

        if (padding is not null && padding.dtype != ScalarType.Bool && !padding.is_floating_point())
        {
            throw Wrong($"a key_padding_mask holds truth values or floating-point numbers, not {padding.dtype}");
        }

        if (padding is not null && !padding.shape.AsSpan().SequenceEqual([q[1], k[0]]))
        {
            throw Wrong($"the key_padding_mask for these keys is ({q[1]}, {k[0]}), not ({Text(padding.shape)})");
        }

        if (mask is not null && mask.dtype is not (ScalarType.Bool or ScalarType.Byte) && !mask.is_floating_point())
        {
            throw Wrong($"an attn_mask holds truth values or floating-point numbers, not {mask.dtype}");
        }

        if (mask is not null && !mask.shape.AsSpan().SequenceEqual([q[0], k[0]]) && !mask.shape.AsSpan().SequenceEqual([q[1] * heads, q[0], k[0]]))
        {
            throw Wrong($"the attn_mask for this query and key is ({q[0]}, {k[0]}) or ({q[1] * heads}, {q[0]}, {k[0]}), not ({Text(mask.shape)})");
        }

        return new AttentionShapes(q[0], k[0], q[1], size / heads);
    }

    /// <summary>The projections by one packed weight: one product where query, key and value are the same object, two where key and value are.</summary>
    public static (Tensor Query, Tensor Key, Tensor Value) Project(Tensor query, Tensor key, Tensor value, Tensor weight, Tensor? bias)
    {
        var size = query.shape[^1];
        if (ReferenceEquals(key, value) && ReferenceEquals(query, key))
        {
            var all = aten.chunk(aten.linear(query, weight, bias), 3, -1);
            return (all[0], all[1], all[2]);
        }

        if (ReferenceEquals(key, value))
        {
            var parts = aten.split_with_sizes(weight, [size, 2 * size]);
            Tensor?[] shifts = bias is null ? new Tensor?[2] : aten.split_with_sizes(bias, [size, 2 * size]);
            var both = aten.chunk(aten.linear(key, parts[1], shifts[1]), 2, -1);
            return (aten.linear(query, parts[0], shifts[0]), both[0], both[1]);
        }

        var weights = aten.chunk(weight, 3);
        return Project(query, key, value, weights[0], weights[1], weights[2], bias);
    }

    /// <summary>The projections by separate weights.</summary>
    public static (Tensor Query, Tensor Key, Tensor Value) Project(Tensor query, Tensor key, Tensor value, Tensor forQuery, Tensor forKey, Tensor forValue, Tensor? bias)
    {
        Tensor?[] shifts = bias is null ? new Tensor?[3] : aten.chunk(bias, 3);
        return (aten.linear(query, forQuery, shifts[0]), aten.linear(key, forKey, shifts[1]), aten.linear(value, forValue, shifts[2]));
    }

    /// <summary>What is added to the weights: minus infinity for what is left out.</summary>
    public static Tensor? Merge(Tensor? mask, Tensor? padding, long batch, long heads, long source, ScalarType type)
    {
        if (padding is not null)
        {
            var rows = aten.reshape(aten.expand(aten.view(padding, [batch, 1, 1, source]), [-1, heads, -1, -1]), [batch * heads, 1, source]);
            mask = mask is null ? rows
                : mask.dtype == ScalarType.Bool ? aten.logical_or(mask, rows)
                : aten.masked_fill_Scalar(mask, rows, double.NegativeInfinity);
        }

        return mask is { dtype: ScalarType.Bool }
            ? aten.masked_fill__Scalar(aten.zeros_like(mask, type), mask, double.NegativeInfinity)
            : mask;
    }

    private static string Text(long[] shape) => string.Join(", ", shape);

    private static UserErrorException Wrong(string what) => new($"multi-head attention: {what}.");
}
