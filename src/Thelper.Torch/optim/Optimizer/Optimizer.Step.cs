using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Native;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        public abstract partial class Optimizer
        {
            /// <summary>The operations of a step each pass over all the parameters they are given: about as many elements as stay in a core's cache.</summary>
            private protected virtual long SweepSize(ParamGroup group) => 1 << 16;

            /// <summary>Whether complex parameters are stepped as real numbers, two for each: all but the optimizers for which PyTorch computes with complex ones.</summary>
            private protected virtual bool ComplexAsReal => true;

            /// <summary>Whether <see cref="UpdateSparse"/> is implemented.</summary>
            private protected virtual bool TakesSparse => false;

            /// <summary>Changes parameters of one group, all or some at a time; inside a dispose scope and outside of autograd.</summary>
            /// <param name="group">The options.</param>
            /// <param name="batch">Parameters that have dense gradients.</param>
            protected abstract void Update(ParamGroup group, ParameterBatch batch);

            /// <summary>Changes one parameter by a sparse gradient.</summary>
            /// <param name="group">The options.</param>
            /// <param name="parameter">The parameter.</param>
            /// <param name="gradient">Sparse coordinates, turned round if the group maximizes; perhaps not coalesced.</param>
            private protected virtual void UpdateSparse(ParamGroup group, Parameter parameter, Tensor gradient) => throw new NotSupportedException();

            /// <summary>Changes parameters whose gradients are of the kind <see cref="GradientKind.Dense"/> in one pass over memory, and marks them as done (<see cref="GradientKind.None"/>).</summary>
            private protected virtual void Pass(ParamGroup group)
            {
            }

            /// <summary>Makes the state that a group has before its first step.</summary>
            protected virtual void Added(ParamGroup group)
            {
            }

            /// <summary>Refuses a group that is about to be added.</summary>
            private protected virtual void Check(ParamGroup group)
            {
            }

            /// <summary>Refuses a saved value that cannot be this parameter's.</summary>
            internal virtual void CheckSaved(Parameter parameter, object number, string name, object? saved)
            {
                if (saved is Tensor tensor && !OptimizerState.Scalars.Contains(name) && !tensor.shape.AsSpan().SequenceEqual(parameter.shape))
                {
                    throw Invalid($"the saved '{name}' of parameter {number} is {OptimizerState.Sizes(tensor)}, the parameter {OptimizerState.Sizes(parameter)}");
                }
            }

            /// <summary>Refuses saved values of a parameter that do not fit each other.</summary>
            internal virtual void CheckSaved(object number, PyDict values)
            {
            }

            /// <summary>The values kept for a parameter, by PyTorch's names: tensors, or plain numbers.</summary>
            internal OrderedDictionary<string, object?> StateOf(Parameter parameter)
            {
                if (!states.TryGetValue(parameter, out var state))
                {
                    states.Add(parameter, state = []);
                }

                return state;
            }

            /// <summary>A tensor kept for a parameter, made on first use (zeros if nothing else is said).</summary>
            internal Tensor StateOf(Parameter parameter, string name, Func<Tensor, Tensor>? create = null)
            {
                var state = StateOf(parameter);
                if (state.TryGetValue(name, out var value) && value is Tensor known)
                {
                    return known;
                }

                // Files of older PyTorch hold some numbers plainly.
                var made = value is not null ? full([], Convert.ToDouble(value, CultureInfo.InvariantCulture), dtype: ScalarType.Float32, device: CPU)
                    : create?.Invoke(parameter) ?? aten.zeros_like(parameter);
                made.DetachFromDisposeScope();
                state[name] = made;
                return made;
            }

            private void Step(ParamGroup group)
            {
                group.LookAtGradients();
                var sparse = Array.IndexOf(group.Kinds, GradientKind.Sparse) >= 0;
                if (sparse && !TakesSparse)
                {
                    throw Invalid("a gradient is sparse, which only SGD, Adagrad, SparseAdam and LBFGS step by");
                }

                Pass(group);
                if (sparse)
                {
                    StepSparse(group);
                }

                StepDense(group);
            }

            private void StepSparse(ParamGroup group)
            {
                for (var i = 0; i < group.Parameters.Count; i++)
                {
                    if (group.Kinds[i] == GradientKind.Sparse)
                    {
                        using var scope = NewDisposeScope();
                        var gradient = group.Parameters[i].grad!;
                        UpdateSparse(group, group.Parameters[i], group.Flag("maximize") ? aten.neg(gradient) : gradient);
                    }
                }
            }

            private void StepDense(ParamGroup group)
            {
                var changed = new List<Parameter>();
                var (elements, size) = (0L, SweepSize(group));
                for (var i = 0; i < group.Parameters.Count; i++)
                {
                    if (group.Kinds[i] is GradientKind.Dense or GradientKind.Other)
                    {
                        changed.Add(group.Parameters[i]);
                        elements += group.Parameters[i].numel();
                        if (elements >= size)
                        {
                            Sweep(group, changed);
                            elements = 0;
                        }
                    }
                }

                Sweep(group, changed);
            }

            private void Sweep(ParamGroup group, List<Parameter> changed)
            {
                if (changed.Count > 0)
                {
                    using var scope = NewDisposeScope();
                    var gradients = changed.ConvertAll(parameter => parameter.grad!).ToArray();
                    Update(group, new(this, changed.ToArray(), group.Flag("maximize") ? aten._foreach_neg(gradients) : gradients, ComplexAsReal));
                    changed.Clear();
                }
            }
        }
    }
}
