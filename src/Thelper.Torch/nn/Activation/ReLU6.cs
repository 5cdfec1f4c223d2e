using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>min(max(0, x), 6), element by element.</summary>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class ReLU6(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(ReLU6))
    {
        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.relu6(input, inplace);

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
            /// <summary>min(max(0, x), 6), element by element.</summary>
            /// <param name="inplace">Writes the result into the input.</param>
            public static ReLU6 ReLU6(bool inplace = false) => new(inplace);
        }
    }
}
