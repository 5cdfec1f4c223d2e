namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class prune
            {
                /// <summary>The methods that pruned a parameter, in order. Its mask is that of the last one, which chooses among what the others left.</summary>
                public sealed class PruningContainer : BasePruningMethod, IReadOnlyList<BasePruningMethod>
                {
                    private readonly List<BasePruningMethod> methods = [];

                    /// <summary>Creates the container.</summary>
                    /// <param name="methods">Methods that prune parameters of one name.</param>
                    public PruningContainer(params IEnumerable<BasePruningMethod> methods)
                    {
                        ArgumentNullException.ThrowIfNull(methods);
                        foreach (var method in methods)
                        {
                            add_pruning_method(method);
                        }
                    }

                    /// <inheritdoc/>
                    /// <exception cref="UserErrorException">There is no method in it.</exception>
                    public override PruningType PRUNING_TYPE => Last.PRUNING_TYPE;

                    /// <inheritdoc/>
                    /// <exception cref="UserErrorException">There is no method in it.</exception>
                    public override long dim => Last.dim;

                    /// <summary>The number of methods.</summary>
                    public int Count => methods.Count;

                    /// <summary>The method at a position.</summary>
                    public BasePruningMethod this[int index] => methods[index];

                    private BasePruningMethod Last => methods.Count > 0 ? methods[^1] : throw new UserErrorException("This PruningContainer holds no pruning method.");

                    /// <summary>Adds a method.</summary>
                    /// <exception cref="UserErrorException">It prunes a parameter of another name.</exception>
                    public void add_pruning_method(BasePruningMethod method)
                    {
                        ArgumentNullException.ThrowIfNull(method);
                        if (methods.Count > 0 && method.tensor_name != tensor_name)
                        {
                            throw new UserErrorException($"This PruningContainer is for '{tensor_name}', not for '{method.tensor_name}'.");
                        }

                        tensor_name = method.tensor_name;
                        methods.Add(method);
                    }

                    /// <inheritdoc/>
                    /// <exception cref="UserErrorException">There is no method in it, or its last method is structured and the tensor has no such dimension.</exception>
                    public override Tensor compute_mask(Tensor t, Tensor default_mask)
                    {
                        ArgumentNullException.ThrowIfNull(t);
                        ArgumentNullException.ThrowIfNull(default_mask);
                        using var scope = NewDisposeScope();
                        using var mode = no_grad();
                        var mask = aten.to_dtype(default_mask, t.dtype, copy: true);
                        switch (PRUNING_TYPE)
                        {
                            case PruningType.unstructured:
                                var kept = aten.eq_Scalar(default_mask, 1);
                                var elements = Last.compute_mask(aten.masked_select(t, kept), aten.masked_select(default_mask, kept));
                                aten.masked_scatter_(mask, kept, aten.to_dtype(elements, mask.dtype));
                                break;
                            case PruningType.structured:
                                var along = Axis(t, dim);
                                var others = Enumerable.Range(0, (int)t.dim()).Select(i => (long)i).Where(i => i != along).ToArray();
                                var slices = aten.reshape(aten.nonzero(aten.ne_Scalar(aten.sum_dim_IntList(default_mask, others), 0)), [-1]);
                                var chosen = Last.compute_mask(aten.index_select(t, along, slices), aten.index_select(default_mask, along, slices));
                                aten.index_copy_(mask, along, slices, aten.to_dtype(chosen, mask.dtype));
                                break;
                            default:
                                aten.copy_(mask, Last.compute_mask(t, default_mask));
                                break;
                        }

                        return mask.MoveToOuterDisposeScope();
                    }

                    /// <inheritdoc/>
                    public IEnumerator<BasePruningMethod> GetEnumerator() => methods.GetEnumerator();

                    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

                    /// <summary>A dimension counted from the start; refuses vectors, and dimensions that are not there.</summary>
                    internal static long Axis(Tensor t, long dim)
                    {
                        var count = t.dim();
                        if (count < 2)
                        {
                            throw new UserErrorException($"Structured pruning is for tensors of two dimensions or more, not for one of the shape ({string.Join(", ", t.shape)}).");
                        }

                        return dim >= -count && dim < count
                            ? dim < 0 ? dim + count : dim
                            : throw new UserErrorException($"A tensor of the shape ({string.Join(", ", t.shape)}) has no dimension {dim} to prune along.");
                    }
                }
            }
        }
    }
}
