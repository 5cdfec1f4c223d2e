using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x min(max(0, x + 3), 6) / 6.</summary>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class Hardswish(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Hardswish))
    {
        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.hardswish(input, inplace);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x min(max(0, x + 3), 6) / 6.</summary>
            /// <param name="inplace">Writes the result into the input.</param>
            public static Hardswish Hardswish(bool inplace = false) => new(inplace);
        }
    }
}
