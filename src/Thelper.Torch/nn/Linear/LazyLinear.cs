using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A linear layer whose number of inputs is the size of the first input's last dimension. Made by <c>torch.nn.LazyLinear</c>.</summary>
    /// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
    public sealed class LazyLinear : Linear
    {
        internal LazyLinear(long out_features, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(LazyLinear), out_features, bias, device, dtype)
        {
        }

        /// <inheritdoc/>
        public override string GetName() => IsOpen ? nameof(LazyLinear) : nameof(Linear);

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">The input has no dimension.</exception>
        public override Tensor forward(Tensor input)
        {
            if (IsOpen)
            {
                Settle(input.dim() > 0 ? input.shape[^1] : throw new ArgumentException("LazyLinear takes at least 1 dimension.", nameof(input)));
            }

            return base.forward(input);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A linear layer whose number of inputs is the size of the first input's last dimension.</summary>
            /// <param name="outputSize">The number of outputs.</param>
            /// <param name="hasBias">Whether it adds a bias.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException"><c>out_features</c> is negative.</exception>
            public static LazyLinear LazyLinear(long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(outputSize, hasBias, device, dtype);
        }
    }
}
