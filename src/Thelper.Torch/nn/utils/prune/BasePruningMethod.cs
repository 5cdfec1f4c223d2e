namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class prune
            {
                /// <summary>A way to choose what is pruned. Derive from it to write one.</summary>
                public abstract class BasePruningMethod
                {
                    internal string? tensor_name;

                    /// <summary>What the method takes out, and so what it is shown of a parameter that is pruned already.</summary>
                    public abstract PruningType PRUNING_TYPE { get; }

                    /// <summary>The dimension whose slices a structured method takes out; negative ones count from the end.</summary>
                    /// <exception cref="UserErrorException">The method is structured and does not override this.</exception>
                    public virtual long dim => throw new UserErrorException($"{GetType().Name} is a structured pruning method, and has to say along which dimension (override dim).");

                    /// <summary>Chooses: a new tensor of ones, and of zeros for what is pruned. Autograd is off.</summary>
                    /// <param name="t">The numbers to choose by.</param>
                    /// <param name="default_mask">What is left of earlier pruning, in the same shape. It is not to be changed.</param>
                    /// <returns>A mask in the same shape.</returns>
                    public abstract Tensor compute_mask(Tensor t, Tensor default_mask);

                    /// <summary>Prunes a parameter, or prunes it further.</summary>
                    /// <param name="module">The module.</param>
                    /// <param name="name">The name of its parameter.</param>
                    /// <param name="importance_scores">Numbers in the parameter's shape to choose by instead of its elements.</param>
                    /// <returns>This method, or the container of all methods that pruned the parameter.</returns>
                    /// <exception cref="UserErrorException">There is no such parameter, it is computed from others, or the method cannot prune it.</exception>
                    public BasePruningMethod apply(Module module, string name, Tensor? importance_scores = null)
                    {
                        var place = Present(module, name);
                        var scores = importance_scores is null ? place : Fitting(importance_scores, place, name);
                        if (tensor_name is not null && tensor_name != name)
                        {
                            throw new UserErrorException($"This {GetType().Name} prunes '{tensor_name}' already: make another one for '{name}'.");
                        }

                        tensor_name = name;
                        if (Find(module, name) is { Method: Pruning pruning } weight)
                        {
                            if (pruning.Method is not PruningContainer container)
                            {
                                container = new PruningContainer(pruning.Method);
                            }

                            var before = module.get_buffer(name + "_mask")!;
                            module.register_buffer(name + "_mask", Chosen(new PruningContainer(this), scores, before));
                            before.Dispose();
                            container.add_pruning_method(this);
                            pruning.Method = container;
                            weight.Refresh(calling: false);
                            return container;
                        }

                        Tensor mask;
                        using (var ones = aten.ones_like(place))
                        {
                            mask = Chosen(this, scores, ones);
                        }

                        var parameter = (Modules.Parameter)place;
                        var original = new Modules.Parameter(parameter.Share(), parameter.requires_grad);
                        module.Unregister(name);
                        module.register_parameter(name + "_orig", original);
                        module.register_buffer(name + "_mask", mask);
                        Attach(module, new ComputedWeight(name, parameter, new Pruning(this), _ => apply_mask(module)));
                        return this;
                    }

                    /// <summary>What a module's calls use of the pruned parameter: a new tensor, <c>NAME_mask</c> times <c>NAME_orig</c>.</summary>
                    /// <exception cref="UserErrorException">The method has pruned nothing there.</exception>
                    public Tensor apply_mask(Module module)
                    {
                        ArgumentNullException.ThrowIfNull(module);
                        if (tensor_name is null || module.get_buffer(tensor_name + "_mask") is not { } mask || module.OwnParameter(tensor_name + "_orig") is not { } original)
                        {
                            throw new UserErrorException($"This {GetType().Name} has pruned nothing of {module.GetName()}.");
                        }

                        using var scope = NewDisposeScope();
                        return aten.mul_Tensor(aten.to_dtype(mask, original.dtype), original).MoveToOuterDisposeScope();
                    }

                    /// <summary>Prunes a tensor that belongs to no module.</summary>
                    /// <param name="t">The tensor.</param>
                    /// <param name="default_mask">What is left of earlier pruning; ones unless given.</param>
                    /// <param name="importance_scores">Numbers in the tensor's shape to choose by instead of its elements.</param>
                    /// <returns>A new tensor with zeros where it is pruned.</returns>
                    /// <exception cref="UserErrorException">The scores, or the mask that the method makes, have another shape than the tensor.</exception>
                    public Tensor prune(Tensor t, Tensor? default_mask = null, Tensor? importance_scores = null)
                    {
                        ArgumentNullException.ThrowIfNull(t);
                        using var scope = NewDisposeScope();
                        var scores = importance_scores is null ? t : Fitting(importance_scores, t, "t");
                        return aten.mul_Tensor(t, Chosen(this, scores, default_mask ?? aten.ones_like(t))).MoveToOuterDisposeScope();
                    }

                    /// <summary>Ends pruning of the method's parameter in a module: it keeps its value, with its zeros.</summary>
                    /// <exception cref="UserErrorException">The method has pruned nothing there.</exception>
                    public void remove(Module module) => utils.prune.remove(module, tensor_name ?? throw new UserErrorException($"This {GetType().Name} has pruned nothing."));

                    /// <summary>A mask of the caller's own, whatever a user's method returned.</summary>
                    private static Tensor Chosen(BasePruningMethod method, Tensor scores, Tensor mask)
                    {
                        using var scope = NewDisposeScope();
                        using var mode = no_grad();
                        var chosen = method.compute_mask(aten.detach(scores), mask);
                        if (!chosen.shape.AsSpan().SequenceEqual(mask.shape))
                        {
                            throw new UserErrorException($"{method.GetType().Name} made a mask of the shape ({string.Join(", ", chosen.shape)}) for a parameter of ({string.Join(", ", mask.shape)}).");
                        }

                        return (ReferenceEquals(chosen, mask) ? aten.clone(mask) : chosen).MoveToOuterDisposeScope();
                    }
                }
            }
        }
    }
}
