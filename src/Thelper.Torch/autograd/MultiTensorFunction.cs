using System.Diagnostics.CodeAnalysis;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation with several results and a backward pass of its own.</summary>
        /// <typeparam name="T">The deriving class.</typeparam>
        public abstract class MultiTensorFunction<T> : Function<T>
            where T : MultiTensorFunction<T>, new()
        {
#nullable disable annotations
            /// <summary>Runs the operation.</summary>
            /// <param name="vars">The arguments of <see cref="forward"/>.</param>
            [SuppressMessage("Design", "CA1000", Justification = "Called through the deriving class, which is not generic; the name is PyTorch's.")]
            public static List<Tensor> apply(params object[] vars) => [.. Run(vars)];

            /// <summary>Computes the results. Nothing is recorded meanwhile.</summary>
            /// <param name="ctx">Keeps what the backward pass needs.</param>
            /// <param name="vars">The arguments: tensors and others.</param>
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>Computes one gradient per argument; null for those without.</summary>
            /// <param name="ctx">What the forward pass kept.</param>
            /// <param name="grad_outputs">Gradients of the results.</param>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);
#nullable restore annotations

            private protected sealed override List<Tensor?> ForwardOf(AutogradContext ctx, object?[] vars) => [.. forward(ctx, vars)];

            private protected sealed override List<Tensor?>? BackwardOf(AutogradContext ctx, List<Tensor?> gradients) => backward(ctx, gradients!);
        }
    }
}
