using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x where positive, else a slope times x: drawn for each element in training, the mean of both bounds in evaluation.</summary>
    /// <remarks>B. Xu et al., "Empirical evaluation of rectified activations in convolutional network", 2015.</remarks>
    /// <param name="lower">The least slope.</param>
    /// <param name="upper">The greatest slope.</param>
    /// <param name="inplace">Writes the result into the input.</param>
    /// <exception cref="UserErrorException">The least slope is above the greatest.</exception>
    public sealed class RReLU(double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(RReLU))
    {
        /// <summary>The greatest slope.</summary>
        public double upper { get; set; } = upper;

        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <summary>The least slope.</summary>
        /// <exception cref="UserErrorException">It is out of range.</exception>
        public double lower { get; } = lower <= upper ? lower : throw new UserErrorException($"RReLU: lower ({PythonText.Of(lower)}) is not above upper ({PythonText.Of(upper)}).");

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.rrelu(input, lower, upper, training, inplace);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"lower={PythonText.Of(lower)}, upper={PythonText.Of(upper)}{(inplace ? ", inplace=True" : "")}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x where positive, else a slope times x: drawn for each element in training, the mean of both bounds in evaluation.</summary>
            /// <param name="lower">The least slope.</param>
            /// <param name="upper">The greatest slope.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            /// <exception cref="UserErrorException">The least slope is above the greatest.</exception>
            public static RReLU RReLU(double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false) => new(lower, upper, inplace);
        }
    }
}
