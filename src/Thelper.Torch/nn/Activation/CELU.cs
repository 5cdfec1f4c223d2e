using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>max(0, x) + min(0, alpha (e^(x / alpha) - 1)).</summary>
    /// <remarks>J. Barron, "Continuously differentiable exponential linear units", 2017.</remarks>
    /// <param name="alpha">Minus the limit towards minus infinity; not 0.</param>
    /// <param name="inplace">Writes the result into the input.</param>
    /// <exception cref="UserErrorException"><paramref name="alpha"/> is 0.</exception>
    public sealed class CELU(double alpha = 1.0, bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(CELU))
    {
        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <summary>Minus the limit towards minus infinity; not 0.</summary>
        /// <exception cref="UserErrorException">It is out of range.</exception>
        public double alpha { get; } = alpha != 0 ? alpha : throw new UserErrorException("CELU: alpha is not 0.");

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.celu(input, alpha, inplace);

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
            /// <summary>max(0, x) + min(0, alpha (e^(x / alpha) - 1)).</summary>
            /// <param name="alpha">Minus the limit towards minus infinity; not 0.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            /// <exception cref="UserErrorException"><paramref name="alpha"/> is 0.</exception>
            public static CELU CELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);
        }
    }
}
