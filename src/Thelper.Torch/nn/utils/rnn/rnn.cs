namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Sequences of different lengths.</summary>
            public static partial class rnn
            {
                /// <summary>Packs padded sequences.</summary>
                /// <param name="input">(time, batch, ...), or (batch, time, ...) if <paramref name="batch_first"/>.</param>
                /// <param name="lengths">The length of each sequence (batch), at least 1, in processor memory.</param>
                /// <param name="batch_first">Whether the batch is the first dimension.</param>
                /// <param name="enforce_sorted">Whether the lengths must fall; otherwise the sequences are sorted here and back again on unpacking.</param>
                /// <exception cref="UserErrorException">The lengths are no vector of integers.</exception>
                /// <exception cref="TorchException">A length is less than 1 or more than the padded one, or lengths rise though they must not.</exception>
                public static PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first = false, bool enforce_sorted = true)
                {
                    ArgumentNullException.ThrowIfNull(input);
                    ArgumentNullException.ThrowIfNull(lengths);
                    if (lengths.dim() != 1 || !lengths.is_integral())
                    {
                        throw new UserErrorException($"pack_padded_sequence: the lengths are a vector of integers, not {lengths}.");
                    }

                    using var scope = NewDisposeScope();
                    var sizes = lengths.dtype == ScalarType.Int64 ? lengths : lengths.to(ScalarType.Int64);
                    Tensor? sorted = null;
                    if (!enforce_sorted)
                    {
                        (sizes, sorted) = aten.sort(sizes, descending: true);
                        sorted = sorted.to(input.device);
                        input = aten.index_select(input, batch_first ? 0 : 1, sorted);
                    }

                    var (data, batches) = aten._pack_padded_sequence(input, sizes, batch_first);
                    return new PackedSequence(data, batches, sorted, sorted is null ? null : Inverse(sorted)).MoveToOuterDisposeScope();
                }

                /// <inheritdoc cref="pack_padded_sequence(Tensor, Tensor, bool, bool)"/>
                public static PackedSequence pack_padded_sequence(Tensor input, IReadOnlyList<long> lengths, bool batch_first = false, bool enforce_sorted = true)
                {
                    using var sizes = tensor(lengths);
                    return pack_padded_sequence(input, sizes, batch_first, enforce_sorted);
                }

                /// <summary>Pads packed sequences again.</summary>
                /// <param name="sequence">The sequences.</param>
                /// <param name="batch_first">Whether the result is (batch, time, ...) rather than (time, batch, ...).</param>
                /// <param name="padding_value">What fills the places after the end of a sequence.</param>
                /// <param name="total_length">The padded length; that of the longest sequence unless given.</param>
                /// <returns>The padded sequences and their lengths (batch), in the order before packing.</returns>
                /// <exception cref="UserErrorException">The wanted length is less than that of a sequence.</exception>
                public static (Tensor, Tensor) pad_packed_sequence(PackedSequence sequence, bool batch_first = false, double padding_value = 0.0, long? total_length = null)
                {
                    ArgumentNullException.ThrowIfNull(sequence);
                    var longest = sequence.batch_sizes.numel();
                    if (total_length < longest)
                    {
                        throw new UserErrorException($"pad_packed_sequence: total_length is {total_length}, less than the longest sequence ({longest}).");
                    }

                    using var scope = NewDisposeScope();
                    var (padded, lengths) = aten._pad_packed_sequence(sequence.data, sequence.batch_sizes, batch_first, padding_value, total_length ?? longest);
                    if (sequence.unsorted_indices is { } order)
                    {
                        padded = aten.index_select(padded, batch_first ? 0 : 1, order);
                        lengths = aten.index_select(lengths, 0, order.cpu());
                    }

                    return (padded.MoveToOuterDisposeScope(), lengths.MoveToOuterDisposeScope());
                }

                /// <summary>Puts sequences side by side, padded to the longest.</summary>
                /// <param name="sequences">Tensors (time, ...) that differ in their first size only.</param>
                /// <param name="batch_first">Whether the result is (batch, time, ...) rather than (time, batch, ...).</param>
                /// <param name="padding_value">What fills the places after the end of a sequence.</param>
                public static Tensor pad_sequence(IEnumerable<Tensor> sequences, bool batch_first = false, double padding_value = 0.0)
                    => aten.pad_sequence(sequences.ToArray(), batch_first, padding_value);

                /// <summary>The sequences of a padded tensor, each with its own length.</summary>
                /// <param name="padded_sequences">(time, batch, ...), or (batch, time, ...) if <paramref name="batch_first"/>.</param>
                /// <param name="lengths">The length of each (batch).</param>
                /// <param name="batch_first">Whether the batch is the first dimension.</param>
                public static Tensor[] unpad_sequence(Tensor padded_sequences, Tensor lengths, bool batch_first = false)
                {
                    ArgumentNullException.ThrowIfNull(padded_sequences);
                    ArgumentNullException.ThrowIfNull(lengths);
                    using var scope = NewDisposeScope();
                    var sizes = lengths.cpu().to(ScalarType.Int64).contiguous().data<long>().ToArray();
                    return sizes.Select((size, i) => aten.slice_Tensor(aten.select_int(padded_sequences, batch_first ? 0 : 1, i), 0, 0, size).MoveToOuterDisposeScope()).ToArray();
                }

                /// <summary>Packs sequences.</summary>
                /// <param name="sequences">Tensors (time, ...) that differ in their first size only.</param>
                /// <param name="enforce_sorted">Whether the lengths must fall.</param>
                public static PackedSequence pack_sequence(IEnumerable<Tensor> sequences, bool enforce_sorted = true)
                {
                    var list = sequences.ToArray();
                    using var padded = pad_sequence(list);
                    return pack_padded_sequence(padded, Array.ConvertAll(list, sequence => sequence.shape[0]), enforce_sorted: enforce_sorted);
                }

                /// <summary>The sequences that were packed.</summary>
                public static Tensor[] unpack_sequence(PackedSequence packed_sequences)
                {
                    using var scope = NewDisposeScope();
                    var (padded, lengths) = pad_packed_sequence(packed_sequences, batch_first: true);
                    return Array.ConvertAll(unpad_sequence(padded, lengths, batch_first: true), sequence => sequence.MoveToOuterDisposeScope());
                }

                /// <summary>The permutation that undoes another; null for null.</summary>
                public static Tensor? invert_permutation(Tensor? permutation) => permutation is null ? null : Inverse(permutation);

                private static Tensor Inverse(Tensor permutation)
                {
                    using var numbers = aten.arange(permutation.numel(), device: permutation.device);
                    var inverse = aten.empty_like(permutation);
                    return aten.scatter__src(inverse, 0, permutation, numbers);
                }
            }
        }
    }
}
