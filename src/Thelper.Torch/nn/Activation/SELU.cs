using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>An exponential linear unit scaled so that activations normalise themselves.</summary>
    /// <remarks>G. Klambauer et al., "Self-normalizing neural networks", 2017.</remarks>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class SELU(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(SELU))
    {
        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.selu(input, inplace);

        /// <inheritdoc/>
        protected override string ExtraRepr() => inplace ? "inplace=True" : "";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>An exponential linear unit scaled so that activations normalise themselves.</summary>
            /// <param name="inplace">Writes the result into the input.</param>
            public static SELU SELU(bool inplace = false) => new(inplace);
        }
    }
}
