using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x where positive, else alpha (e^x - 1).</summary>
    /// <param name="alpha">Minus the limit towards minus infinity.</param>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class ELU(double alpha = 1.0, bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(ELU))
    {
        /// <summary>Minus the limit towards minus infinity.</summary>
        public double alpha { get; set; } = alpha;

        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.elu(input, alpha, inplace);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"alpha={PythonText.Of(alpha)}{(inplace ? ", inplace=True" : "")}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x where positive, else alpha (e^x - 1).</summary>
            /// <param name="alpha">Minus the limit towards minus infinity.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            public static ELU ELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);
        }
    }
}
