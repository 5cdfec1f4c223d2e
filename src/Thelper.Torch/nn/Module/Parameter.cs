using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A tensor that a module learns. It takes the place of its tensor in a dispose scope, until a module registers it: from then on the module disposes it.</summary>
    public sealed class Parameter : Tensor
    {
        /// <summary>Takes over a tensor, which is left empty.</summary>
        /// <param name="data">The first value.</param>
        /// <param name="requires_grad">Whether it is learnt.</param>
        /// <exception cref="UserErrorException">A <see cref="ParameterBudget"/> is exceeded.</exception>
        public Parameter(Tensor data, bool requires_grad = true)
            : base(Leaf(data))
        {
            if (requires_grad)
            {
                this.requires_grad = true;
            }
        }

        private static Tensor Leaf(Tensor data)
        {
            ArgumentNullException.ThrowIfNull(data);
            ParameterBudget.Take(data);
            if (data.is_leaf)
            {
                return data;
            }

            var leaf = data.detach();
            data.Dispose();
            return leaf;
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A tensor that belongs to a module and is learnt. It takes the tensor over: the given object must not be used any more.</summary>
            /// <param name="data">The first values.</param>
            /// <param name="requires_grad">Whether gradients are computed.</param>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
