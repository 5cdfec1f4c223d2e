using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What the forward pass of a function leaves for its backward pass.</summary>
        public sealed class AutogradContext
        {
            private readonly string function;
            private readonly bool[] isTensor;
            private readonly bool[] needed;
            private readonly Func<AutogradContext, List<Tensor?>, List<Tensor?>?> backward;
            private readonly Dictionary<string, object?> data = new(StringComparer.Ordinal);
            private nint node;

            internal AutogradContext(string function, object?[] arguments, bool records, Func<AutogradContext, List<Tensor?>, List<Tensor?>?> backward)
            {
                this.function = function;
                this.backward = backward;
                isTensor = Array.ConvertAll(arguments, argument => argument is Tensor { IsInvalid: false });
                needed = Array.ConvertAll(arguments, argument => records && argument is Tensor { IsInvalid: false, requires_grad: true });
            }

            /// <summary>
            /// Per argument of the forward pass, whether a gradient is wanted: in the backward pass the others may be null.
            /// </summary>
            public bool[] needs_input_grad
            {
                get
                {
                    var answer = (bool[])needed.Clone();
                    for (int k = 0, edge = 0; node != 0 && k < answer.Length; k++)
                    {
                        if (isTensor[k])
                        {
                            answer[k] &= LibTorch.thelper_torch_function_needs(node, edge++) > 0;
                        }
                    }

                    return answer;
                }
            }

            internal List<Tensor?> ToSave { get; private set; } = [];

            internal List<Tensor> Dirty { get; private set; } = [];

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            internal bool MaterializeGrads { get; private set; } = true;

            // Models written with nullable annotations and without pass their lists here: both are fine.
#nullable disable annotations
            /// <summary>Keeps arguments and results of the forward pass for the backward pass. The last call counts.</summary>
            /// <param name="tensors">The tensors; null for one that is missing.</param>
            public void save_for_backward(List<Tensor> tensors)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                ToSave = [.. tensors];
            }

            /// <summary>The tensors given to <see cref="save_for_backward"/>. In the backward pass they are new objects in its scope.</summary>
            /// <exception cref="TorchException">An earlier pass freed them, or they were changed in place since.</exception>
            public unsafe List<Tensor> get_saved_variables()
            {
                if (node == 0)
                {
                    return [.. ToSave];
                }

                var count = LibTorch.thelper_torch_function_saved_count(node);
                LibTorch.Check(count < 0 ? -1 : 0, "get_saved_variables");
                var handles = new nint[count];
                fixed (nint* first = handles)
                {
                    LibTorch.Check(LibTorch.thelper_torch_function_saved(node, first, count), "get_saved_variables");
                }

                return [.. handles.Select(handle => handle == 0 ? null : Tensor.Own(handle))];
            }

            /// <summary>Names arguments that the forward pass changes in place; they must be among its results.</summary>
            public void mark_dirty(List<Tensor> tensors)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                Dirty = [.. tensors.Where(tensor => tensor is not null)];
            }

            /// <summary>Names results that have no gradient, such as indices.</summary>
            public void mark_non_differentiable(List<Tensor> tensors)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                NonDifferentiable = [.. tensors.Where(tensor => tensor is not null)];
            }

            /// <summary>Keeps a value for the backward pass. A tensor that needs no history may be one.</summary>
            public void save_data(string key, object value)
            {
                if (data.Remove(key, out var old) && old is Tensor replaced)
                {
                    replaced.Dispose();
                }

                data[key] = value is Tensor tensor ? tensor.Share().DetachFromDisposeScope() : value;
            }

            /// <summary>A value given to <see cref="save_data"/>.</summary>
            /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
            public object get_data(string key) => data[key];
#nullable restore annotations

            /// <summary>Whether the backward pass receives zeros (the default) or null for results that nothing depends on.</summary>
            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <summary>Ends the forward pass: what was to be saved belongs to native code now.</summary>
            internal void ForgetLists()
            {
                ToSave = [];
                Dirty = [];
                NonDifferentiable = [];
            }

            /// <summary>Releases the tensors among the values.</summary>
            internal void Release()
            {
                foreach (var tensor in data.Values.OfType<Tensor>())
                {
                    tensor.Dispose();
                }

                data.Clear();
            }

            /// <summary>The backward pass: one gradient per tensor argument.</summary>
            internal Tensor?[] Backward(nint nativeNode, Tensor?[] gradients)
            {
                node = nativeNode;
                var found = backward(this, [.. gradients]) ?? [];
                while (found.Count > isTensor.Length && found[^1] is null or { IsInvalid: true })
                {
                    found.RemoveAt(found.Count - 1);
                }

                if (found.Count != isTensor.Length)
                {
                    throw new UserErrorException($"{function}.backward returned {found.Count} gradients, but forward takes {isTensor.Length} arguments: return one for each, null where there is none");
                }

                for (var k = 0; k < isTensor.Length; k++)
                {
                    if (!isTensor[k] && found[k] is { IsInvalid: false })
                    {
                        throw new UserErrorException($"{function}.backward returned a gradient for argument {k}, which is no tensor: return null there");
                    }
                }

                return [.. found.Where((_, k) => isTensor[k]).Select(gradient => gradient is { IsInvalid: false } ? gradient : null)];
            }
        }
    }
}
