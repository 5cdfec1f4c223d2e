using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x where positive, else a small slope times x.</summary>
    /// <param name="negative_slope">The slope below 0.</param>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class LeakyReLU(double negative_slope = 0.01, bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(LeakyReLU))
    {
        /// <summary>The slope below 0.</summary>
        public double negative_slope { get; set; } = negative_slope;

        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.leaky_relu(input, negative_slope, inplace);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"negative_slope={PythonText.Of(negative_slope)}{(inplace ? ", inplace=True" : "")}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x where positive, else a small slope times x.</summary>
            /// <param name="negative_slope">The slope below 0.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);
        }
    }
}
