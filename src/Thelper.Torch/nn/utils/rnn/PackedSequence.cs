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
                        foreach (var tensor in Tensors())
                        {
                            tensor.DetachFromDisposeScope();
                        }

                        var manager = DisposeScopeManager.Here;
                        var scope = manager.Current;
                        scope?.Put(this);
                        manager.Counters.PackedSequenceStatistics.Created(scope is not null);
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

                    /// <summary>The scope that disposes the sequence, if there is one. Its tensors are in none.</summary>
                    internal DisposeScope? Scope { get; set; }

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

                    /// <summary>Moves it to the scope around its own, or out of all scopes.</summary>
                    public PackedSequence MoveToOuterDisposeScope() => Scope?.MoveToOuter(this) ?? this;

                    /// <summary>Moves it to another scope, or out of all scopes for null.</summary>
                    public PackedSequence MoveToOtherDisposeScope(DisposeScope? scope)
                    {
                        if (Scope is { } own)
                        {
                            own.MoveToOther(scope, this);
                        }
                        else
                        {
                            scope?.Attach(this);
                        }

                        return this;
                    }

                    /// <summary>Takes it out of its scope: the caller disposes it.</summary>
                    public PackedSequence DetachFromDisposeScope() => Scope?.Detach(this) ?? this;

                    /// <inheritdoc/>
                    public void Dispose()
                    {
                        if (IsInvalid)
                        {
                            return;
                        }

                        var inScope = Scope is not null;
                        Scope?.MarkAsDisposed(this);
                        DisposeScopeManager.Statistics.PackedSequenceStatistics.Disposed(inScope);
                        foreach (var tensor in Tensors())
                        {
                            tensor.DisposeAs(inScope);
                            tensor.Dispose();  // nothing is left but to tell the collector
                        }
                    }

                    private IEnumerable<Tensor> Tensors() => new[] { data, batch_sizes, sorted_indices, unsorted_indices }.OfType<Tensor>();

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
