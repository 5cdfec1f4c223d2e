namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class rnn
            {
                /// <summary>Sequences of different lengths without their padding, step by step. It owns its tensors: dispose it, or make it in a dispose scope.</summary>
                public sealed class PackedSequence : IDisposable
                {
                    internal PackedSequence(Tensor data, Tensor batch_sizes, Tensor? sorted_indices, Tensor? unsorted_indices)
                    {
                        this.data = data;
                        this.batch_sizes = batch_sizes;
                        this.sorted_indices = sorted_indices;
                        this.unsorted_indices = unsorted_indices;
                    }

                    /// <summary>All elements (sum of the lengths, ...): those of the first step of all sequences, then of the second, and so on.</summary>
                    public Tensor data { get; }

                    /// <summary>How many sequences have each step (steps), 64-bit integers in processor memory.</summary>
                    public Tensor batch_sizes { get; }

                    /// <summary>The sequences in falling order of length, by their numbers before packing; null if they were sorted.</summary>
                    public Tensor? sorted_indices { get; }

                    /// <summary>Where each sequence is in that order; null if they were sorted.</summary>
                    public Tensor? unsorted_indices { get; }

                    /// <summary>True once disposed.</summary>
                    public bool IsInvalid => data.IsInvalid;

                    /// <summary>The number of sequences.</summary>
                    internal long Batch
                    {
                        get
                        {
                            using var first = aten.select_int(batch_sizes, 0, 0);
                            return first.ToInt64();
                        }
                    }

                    /// <summary>Moves the elements and converts them; the rest goes along.</summary>
                    public PackedSequence to(Device device, ScalarType? type = null) => new(
                        type is { } kind ? data.to(kind, device) : data.to(device), batch_sizes.Share(), sorted_indices?.to(device), unsorted_indices?.to(device));

                    /// <summary>Converts the elements.</summary>
                    public PackedSequence to(ScalarType type) => new(data.to(type), batch_sizes.Share(), sorted_indices?.Share(), unsorted_indices?.Share());

                    /// <summary>Moves its tensors to the scope around their own.</summary>
                    public PackedSequence MoveToOuterDisposeScope()
                    {
                        data.MoveToOuterDisposeScope();
                        batch_sizes.MoveToOuterDisposeScope();
                        sorted_indices?.MoveToOuterDisposeScope();
                        unsorted_indices?.MoveToOuterDisposeScope();
                        return this;
                    }

                    /// <summary>Takes its tensors out of their scope: the caller disposes it.</summary>
                    public PackedSequence DetachFromDisposeScope()
                    {
                        data.DetachFromDisposeScope();
                        batch_sizes.DetachFromDisposeScope();
                        sorted_indices?.DetachFromDisposeScope();
                        unsorted_indices?.DetachFromDisposeScope();
                        return this;
                    }

                    /// <inheritdoc/>
                    public void Dispose()
                    {
                        data.Dispose();
                        batch_sizes.Dispose();
                        sorted_indices?.Dispose();
                        unsorted_indices?.Dispose();
                    }

                    /// <summary>Other elements for the same sequences.</summary>
                    internal PackedSequence With(Tensor elements) => new(elements, batch_sizes.Share(), sorted_indices?.Share(), unsorted_indices?.Share());

                    /// <summary>A state (layers, batch, size) in the order of the packed sequences.</summary>
                    internal Tensor Sorted(Tensor state) => sorted_indices is null ? state : aten.index_select(state, 1, sorted_indices);

                    /// <summary>A state in the order of the sequences before packing.</summary>
                    internal Tensor Unsorted(Tensor state) => unsorted_indices is null ? state : aten.index_select(state, 1, unsorted_indices);
                }
            }
        }
    }
}
