using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x limited to a range.</summary>
    /// <param name="min_val">The least value.</param>
    /// <param name="max_val">The greatest value.</param>
    /// <param name="inplace">Writes the result into the input.</param>
    /// <exception cref="UserErrorException">The greatest value is less than the least.</exception>
    public sealed class Hardtanh(double min_val = -1.0, double max_val = 1.0, bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Hardtanh))
    {
        /// <summary>The greatest value.</summary>
        public double max_val { get; set; } = max_val;

        /// <summary>Whether the result is written into the input.</summary>
        public bool inplace { get; set; } = inplace;

        /// <summary>The least value.</summary>
        /// <exception cref="UserErrorException">It is out of range.</exception>
        public double min_val { get; } = min_val < max_val ? min_val : throw new UserErrorException($"Hardtanh: min_val ({PythonText.Of(min_val)}) is less than max_val ({PythonText.Of(max_val)}).");

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.hardtanh(input, min_val, max_val, inplace);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"min_val={PythonText.Of(min_val)}, max_val={PythonText.Of(max_val)}{(inplace ? ", inplace=True" : "")}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x limited to a range.</summary>
            /// <param name="min_val">The least value.</param>
            /// <param name="max_val">The greatest value.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            /// <exception cref="UserErrorException">The greatest value is less than the least.</exception>
            public static Hardtanh Hardtanh(double min_val = -1.0, double max_val = 1.0, bool inplace = false) => new(min_val, max_val, inplace);
        }
    }
}
