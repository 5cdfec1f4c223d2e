using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Zeroes elements at random in training and scales the others by 1 / (1 - p).</summary>
    /// <param name="p">Probability of an element to be zeroed, in [0, 1].</param>
    /// <param name="inplace">Writes the result into the input.</param>
    /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
    public sealed class Dropout(double p = 0.5, bool inplace = false) : DropoutBase(nameof(Dropout), p, inplace)
    {
        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.dropout(input, p, training, inplace);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Zeroes elements at random in training and scales the others by 1 / (1 - p).</summary>
            /// <param name="p">Probability of an element to be zeroed, in [0, 1].</param>
            /// <param name="inplace">Writes the result into the input.</param>
            /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}
