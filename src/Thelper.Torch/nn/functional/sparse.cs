namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Rows of a table.</summary>
            /// <param name="input">Row numbers (int64 or int32), any shape.</param>
            /// <param name="weight">The table (rows, values).</param>
            /// <param name="padding_idx">The row that gets no gradient; a negative number counts from the end.</param>
            /// <param name="max_norm">Rows used that exceed this norm are scaled to it, in place.</param>
            /// <param name="norm_type">The exponent of that norm.</param>
            /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a row occurs in the batch.</param>
            /// <param name="sparse">Whether the table's gradient is sparse.</param>
            public static Tensor embedding(
                Tensor input, Tensor weight, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false)
            {
                var row = padding_idx is null ? -1 : padding_idx.Value < 0 ? padding_idx.Value + weight.shape[0] : padding_idx.Value;
                if (max_norm is not null)
                {
                    using (no_grad())
                    {
                        aten.embedding_renorm_(weight, input, max_norm.Value, norm_type);
                    }
                }

                return aten.embedding(weight, input, row, scale_grad_by_freq, sparse);
            }

            /// <summary>Class numbers (any shape, int64) to vectors of zeros with one 1 in a new last dimension.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => aten.one_hot(x, num_classes);

            /// <summary>Sums, means or maxima of rows of a table, bag by bag, without making the rows.</summary>
            /// <param name="input">Row numbers: (bags, rows a bag), or (rows of all bags) with offsets.</param>
            /// <param name="weight">The table (rows, values).</param>
            /// <param name="offsets">Where each bag begins (bags), for an input of one dimension; empty bags give zeros.</param>
            /// <param name="max_norm">Rows used that exceed this norm are scaled to it, in place.</param>
            /// <param name="norm_type">The exponent of that norm.</param>
            /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a row occurs in the batch; not for maxima.</param>
            /// <param name="mode">How a bag becomes one row.</param>
            /// <param name="sparse">Whether the table's gradient is sparse; not for maxima.</param>
            /// <param name="per_sample_weights">Factors in the input's shape, for sums only.</param>
            /// <param name="include_last_offset">Whether the last offset is the end of the last bag.</param>
            /// <param name="padding_idx">A row that is left out of bags and not learnt.</param>
            /// <exception cref="UserErrorException">Shapes or options do not fit each other.</exception>
            public static Tensor embedding_bag(
                Tensor input, Tensor weight, Tensor? offsets = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false,
                EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, Tensor? per_sample_weights = null, bool include_last_offset = false, long? padding_idx = null)
            {
                ArgumentNullException.ThrowIfNull(input);
                ArgumentNullException.ThrowIfNull(weight);
                CheckBags(input, offsets, per_sample_weights, mode, scale_grad_by_freq, sparse);
                using var scope = NewDisposeScope();
                if (input.dim() == 2)
                {
                    offsets = aten.arange_start_step(0, input.numel(), input.shape[1], input.dtype, device: input.device);
                    input = aten.reshape(input, [-1]);
                    per_sample_weights = per_sample_weights is null ? null : aten.reshape(per_sample_weights, [-1]);
                }

                if (max_norm is { } limit)
                {
                    using var off = no_grad();
                    aten.embedding_renorm_(weight, input, limit, norm_type);
                }

                return aten.embedding_bag_padding_idx(weight, input, offsets!, scale_grad_by_freq, (long)mode, sparse, per_sample_weights, include_last_offset, padding_idx)
                    .Item1.MoveToOuterDisposeScope();
            }

            private static void CheckBags(Tensor input, Tensor? offsets, Tensor? factors, EmbeddingBagMode mode, bool scaled, bool sparse)
            {
                var shape = input.shape;
                var problem = shape.Length switch
                {
                    1 when offsets is null => "an input of one dimension needs the offsets of the bags",
                    1 when offsets!.dim() != 1 => $"offsets have one dimension, not {offsets.dim()}",
                    2 when offsets is not null => "an input of two dimensions has a bag a row, so it takes no offsets",
                    2 when shape[1] == 0 => "an input of two dimensions has a row number at least in each bag",
                    1 or 2 => null,
                    _ => $"an input has one or two dimensions, not {shape.Length}",
                };
                problem ??= factors is not null && !factors.shape.AsSpan().SequenceEqual(shape) ? "per_sample_weights have the input's shape" : null;
                problem ??= factors is not null && mode != EmbeddingBagMode.Sum ? $"per_sample_weights go with sums, not with the mode {mode}" : null;
                problem ??= mode == EmbeddingBagMode.Max && (scaled || sparse) ? "maxima have neither gradients scaled by frequency nor sparse ones" : null;
                if (problem is not null)
                {
                    throw new UserErrorException($"embedding_bag: {problem}.");
                }
            }
        }
    }
}
