using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>1 / (1 + e^-x).</summary>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class Sigmoid(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Sigmoid))
    {
        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.sigmoid(input, inplace);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>1 / (1 + e^-x).</summary>
            /// <param name="inplace">Writes the result into the input.</param>
            public static Sigmoid Sigmoid(bool inplace = false) => new(inplace);
        }
    }
}
