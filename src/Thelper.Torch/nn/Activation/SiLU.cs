using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x times the logistic function of x.</summary>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class SiLU(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(SiLU))
    {
        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.silu(input, inplace);

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
            /// <summary>x times the logistic function of x.</summary>
            /// <param name="inplace">Writes the result into the input.</param>
            public static SiLU SiLU(bool inplace = false) => new(inplace);
        }
    }
}
