using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class Tanh(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Tanh))
    {
        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.tanh(input, inplace);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The hyperbolic tangent.</summary>
            /// <param name="inplace">Writes the result into the input.</param>
            public static Tanh Tanh(bool inplace = false) => new(inplace);
        }
    }
}
