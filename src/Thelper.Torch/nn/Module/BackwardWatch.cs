namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>One call of a module with hooks on its backward pass: nodes around the call catch the gradients of its results and inputs.</summary>
        internal sealed class BackwardWatch(Module module, Func<Module, Tensor?[], Tensor?[], Tensor?[]?>[] hooks)
        {
            private const string Key = "watch";
            private Tensor?[] arrived = [];
            private int[] watched = [];
            private int inputs;

            /// <summary>Puts the node before the call; inputs that are no tensors stay.</summary>
            public void Before(CallFrame frame, object?[] values)
            {
                inputs = values.Length;
                var positions = Enumerable.Range(0, values.Length).Where(i => values[i] is Tensor).ToArray();
                if (!is_grad_enabled() || !positions.Any(i => ((Tensor)values[i]!).requires_grad))
                {
                    return;
                }

                watched = positions;
                var wrapped = OfInputs.apply([this, .. positions.Select(i => (object)values[i]!)]);
                foreach (var (tensor, i) in wrapped.Zip(positions))
                {
                    frame.Replaced(null, tensor);
                    values[i] = tensor;
                }
            }

            /// <summary>Puts the node after the call.</summary>
            public TResult After<TResult>(CallFrame frame, TResult result)
            {
                var tensors = CallFrame.Tensors(result).ToArray();
                if (!is_grad_enabled() || !tensors.Any(tensor => tensor.requires_grad))
                {
                    return result;
                }

                var wrapped = OfResults.apply([this, .. tensors]);
                object? next = result switch
                {
                    Tensor => wrapped[0],
                    ValueTuple<Tensor, Tensor> => (wrapped[0], wrapped[1]),
                    ValueTuple<Tensor, Tensor, Tensor> => (wrapped[0], wrapped[1], wrapped[2]),
                    Tuple<Tensor, Tensor?> => Tuple.Create(wrapped[0], wrapped.ElementAtOrDefault(1)),
                    Tensor[] => wrapped.ToArray(),
                    _ => throw new UserErrorException($"Backward hooks of {module.GetName()} cannot see into its result, a {typeof(TResult).Name}: tensors, tuples and arrays of them can be seen into."),
                };
                frame.Replaced(result, null);
                return (TResult)next!;
            }

            private void ResultsArrived(List<Tensor> gradients)
            {
                Forget();
                arrived = [.. gradients.Select(gradient => gradient?.Share().DetachFromDisposeScope())];
                if (watched.Length == 0)
                {
                    Run(new Tensor?[inputs]);
                }
            }

            // Returns the gradients of the watched inputs, as the hooks want them.
            private Tensor?[] Run(Tensor?[] gradients)
            {
                try
                {
                    foreach (var hook in hooks)
                    {
                        if (hook(module, gradients, arrived) is { } changed)
                        {
                            if (watched.Length == 0 || changed.Length != inputs)
                            {
                                throw new UserErrorException(
                                    $"A backward hook of {module.GetName()} returned {changed.Length} gradients: {(watched.Length == 0 ? "no input has one" : $"there are {inputs} inputs")}.");
                            }

                            gradients = changed;
                        }
                    }

                    return gradients;
                }
                finally
                {
                    Forget();
                }
            }

            private void Forget()
            {
                foreach (var gradient in arrived)
                {
                    gradient?.Dispose();
                }

                arrived = [];
            }

            private sealed class OfInputs : autograd.MultiTensorFunction<OfInputs>
            {
                public override string Name => "BackwardHook";

                public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
                {
                    ctx.save_data(Key, vars[0]);
                    return [.. vars.Skip(1).Select(value => aten.alias((Tensor)value))];
                }

                public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
                {
                    var watch = (BackwardWatch)ctx.get_data(Key);
                    var needed = ctx.needs_input_grad;
                    var gradients = new Tensor?[watch.inputs];
                    for (var i = 0; i < watch.watched.Length; i++)
                    {
                        gradients[watch.watched[i]] = needed[i + 1] ? grad_outputs[i] : null;
                    }

                    gradients = watch.Run(gradients);
                    return [null!, .. watch.watched.Select(i => gradients[i]!)];
                }
            }

            private sealed class OfResults : autograd.MultiTensorFunction<OfResults>
            {
                public override string Name => "BackwardHook";

                public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
                {
                    ctx.save_data(Key, vars[0]);
                    return [.. vars.Skip(1).Select(value => aten.alias((Tensor)value))];
                }

                public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
                {
                    ((BackwardWatch)ctx.get_data(Key)).ResultsArrived(grad_outputs);
                    return [null!, .. grad_outputs];
                }
            }
        }
    }
}
