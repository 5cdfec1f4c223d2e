using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x tanh(log(1 + e^x)).</summary>
    /// <remarks>D. Misra, "Mish: a self regularized non-monotonic neural activation function", 2019.</remarks>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class Mish(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Mish))
    {
        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.mish(input, inplace);

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
            /// <summary>x tanh(log(1 + e^x)).</summary>
            /// <param name="inplace">Writes the result into the input.</param>
            public static Mish Mish(bool inplace = false) => new(inplace);
        }
    }
}
