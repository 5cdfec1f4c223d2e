#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class ops
    {
        /// <summary>Zeroes samples at random, or all of them, and enlarges the others so that the mean stays.</summary>
        /// <param name="input">(N, ...), floating point.</param>
        /// <param name="p">Probability in [0, 1] that a sample is zeroed.</param>
        /// <param name="mode"><c>row</c>: each sample for itself; <c>batch</c>: all of them together.</param>
        /// <param name="training">Whether anything is dropped at all.</param>
        /// <returns>A tensor of the input's shape; the input's own values, in a handle of its own, where nothing is dropped.</returns>
        /// <exception cref="UserErrorException">The probability or the mode is none.</exception>
        public static Tensor stochastic_depth(Tensor input, double p, string mode, bool training = true)
        {
            ArgumentNullException.ThrowIfNull(input);
            CheckStochasticDepth(p, mode);
            if (!training || p == 0)
            {
                return input.alias();
            }

            using var scope = NewDisposeScope();
            var size = new long[input.dim()];
            Array.Fill(size, 1);
            size[0] = mode == "row" ? input.shape[0] : 1;
            var kept = empty(size, dtype: input.dtype, device: input.device).bernoulli_(1 - p);
            if (p < 1)
            {
                kept.div_(1 - p);
            }

            return (input * kept).MoveToOuterDisposeScope();
        }

        internal static void CheckStochasticDepth(double p, string mode)
        {
            if (p is not (>= 0 and <= 1))
            {
                throw new UserErrorException($"stochastic depth: p is a probability in [0, 1], not {PythonFloat.Of(p)}");
            }

            if (mode is not ("row" or "batch"))
            {
                throw new UserErrorException($"stochastic depth: the mode is 'row' or 'batch', not '{mode}'");
            }
        }
    }
}
