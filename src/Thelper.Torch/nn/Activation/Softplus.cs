using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>log(1 + e^(beta x)) / beta, a smooth max(0, x).</summary>
    /// <param name="beta">Sharpness.</param>
    /// <param name="threshold">Where beta x exceeds it the result is x itself.</param>
    public sealed class Softplus(double beta = 1.0, double threshold = 20.0) : nn.Module<Tensor, Tensor>(nameof(Softplus))
    {
        /// <summary>Sharpness.</summary>
        public double beta { get; set; } = beta;

        /// <summary>Where beta x exceeds it the result is x itself.</summary>
        public double threshold { get; set; } = threshold;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.softplus(input, beta, threshold);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"beta={PythonText.Number(beta)}, threshold={PythonText.Number(threshold)}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>log(1 + e^(beta x)) / beta, a smooth max(0, x).</summary>
            /// <param name="beta">Sharpness.</param>
            /// <param name="threshold">Where beta x exceeds it the result is x itself.</param>
            public static Softplus Softplus(double beta = 1.0, double threshold = 20.0) => new(beta, threshold);
        }
    }
}
