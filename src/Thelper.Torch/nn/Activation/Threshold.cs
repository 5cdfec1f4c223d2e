using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x where it exceeds a threshold, else another value.</summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="value">What stands for elements at or below it.</param>
    /// <param name="inplace">Writes the result into the input.</param>
    public sealed class Threshold(double threshold, double value, bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Threshold))
    {
        /// <summary>The threshold.</summary>
        public double threshold { get; set; } = threshold;

        /// <summary>What stands for elements at or below it.</summary>
        public double value { get; set; } = value;

        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.threshold(input, threshold, value, inplace);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"threshold={PythonText.Number(threshold)}, value={PythonText.Number(value)}{(inplace ? ", inplace=True" : "")}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x where it exceeds a threshold, else another value.</summary>
            /// <param name="threshold">The threshold.</param>
            /// <param name="value">What stands for elements at or below it.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            public static Threshold Threshold(double threshold, double value, bool inplace = false) => new(threshold, value, inplace);
        }
    }
}
