using System.Diagnostics.CodeAnalysis;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation with one result and a backward pass of its own.</summary>
        /// <typeparam name="T">The deriving class.</typeparam>
        public abstract class SingleTensorFunction<T> : Function<T>
            where T : SingleTensorFunction<T>, new()
        {
#nullable disable annotations
            /// <summary>Runs the operation.</summary>
            /// <param name="vars">The arguments of <see cref="forward"/>.</param>
            [SuppressMessage("Design", "CA1000", Justification = "Called through the deriving class, which is not generic; the name is PyTorch's.")]
            public static Tensor apply(params object[] vars) => Run(vars)[0];

            /// <summary>Computes the result. Nothing is recorded meanwhile.</summary>
            /// <param name="ctx">Keeps what the backward pass needs.</param>
            /// <param name="vars">The arguments: tensors and others.</param>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>Computes one gradient per argument; null for those without.</summary>
            /// <param name="ctx">What the forward pass kept.</param>
            /// <param name="grad_output">Gradient of the result.</param>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);
#nullable restore annotations

            private protected sealed override List<Tensor?> ForwardOf(AutogradContext ctx, object?[] vars) => [forward(ctx, vars)];

            private protected sealed override List<Tensor?>? BackwardOf(AutogradContext ctx, List<Tensor?> gradients) => backward(ctx, gradients[0]);
        }
    }
}
