using System.Diagnostics.CodeAnalysis;
using System.Text;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation with a backward pass of its own. Derive from <see cref="SingleTensorFunction{T}"/> or <see cref="MultiTensorFunction{T}"/>.</summary>
        /// <typeparam name="T">The deriving class. One object of it serves every call: keep nothing in fields.</typeparam>
        public abstract class Function<T>
            where T : Function<T>, new()
        {
            private static readonly T Instance = new();

            private protected Function()
            {
            }

            /// <summary>Name of the operation; the recorded step is called by it, with <c>Backward</c> behind.</summary>
            public abstract string Name { get; }

            private protected static unsafe Tensor[] Run(object?[]? vars)
            {
                var arguments = vars ?? [null];
                var inputs = arguments.OfType<Tensor>().Where(tensor => !tensor.IsInvalid).ToArray();
                var records = is_grad_enabled() && inputs.Any(tensor => tensor.requires_grad);
                var context = new AutogradContext(Instance.Name, arguments, records, Instance.BackwardOf);
                var handles = Value.Handles(inputs);
                nint node = 0;
                using var scope = NewDisposeScope();
                try
                {
                    fixed (nint* input = handles)
                    fixed (byte* name = Encoding.UTF8.GetBytes(Instance.Name + "Backward\0"))
                    {
                        if (records)
                        {
                            node = LibTorch.Check(LibTorch.thelper_torch_function_new(Callbacks.Hold(context), name, input, handles.Length), Instance.Name);
                        }

                        List<Tensor?> outputs;
                        using (no_grad())
                        {
                            outputs = Instance.ForwardOf(context, arguments);
                        }

                        var raw = Value.OptionalHandles(outputs);
                        var dirty = Value.Handles(context.Dirty);
                        var constant = Value.Handles(context.NonDifferentiable);
                        var save = Value.OptionalHandles(context.ToSave);
                        var wrapped = new nint[raw.Length];
                        fixed (nint* output = raw)
                        fixed (nint* result = wrapped)
                        fixed (nint* dirties = dirty)
                        fixed (nint* constants = constant)
                        fixed (nint* saves = save)
                        {
                            var status = LibTorch.thelper_torch_function_finish(
                                node, input, handles.Length, output, result, raw.Length, dirties, dirty.Length, constants, constant.Length, saves, save.Length, context.MaterializeGrads ? 1 : 0);
                            LibTorch.Check(status, Instance.Name);
                        }

                        GC.KeepAlive(inputs);
                        GC.KeepAlive(outputs);
                        GC.KeepAlive(context);
                        return Array.ConvertAll(wrapped, handle => handle == 0 ? null! : Tensor.Own(handle).MoveToOuterDisposeScope());
                    }
                }
                finally
                {
                    context.ForgetLists();
                    if (node != 0)
                    {
                        LibTorch.thelper_torch_function_release(node);
                    }
                    else
                    {
                        context.Release();
                    }
                }
            }

            private protected abstract List<Tensor?> ForwardOf(AutogradContext ctx, object?[] vars);

            private protected abstract List<Tensor?>? BackwardOf(AutogradContext ctx, List<Tensor?> gradients);
        }
    }
}
