using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The local response normalisation that PyTorch inherited from Torch 7, over N x C x H x W. Made by <c>torch.nn.CrossMapLRN2d</c>.</summary>
    /// <remarks>
    /// Equal to PyTorch 1.13 in values and gradients, including two deviations from the definition: from the channel on at which the window
    /// leaves channel 0 behind, that channel's square stays in the sum; and the gradient gathers from a window that ends, instead of being centred,
    /// at the channel. Use <see cref="LocalResponseNorm"/> for the definition.
    /// </remarks>
    public sealed class CrossMapLRN2d : nn.Module<Tensor, Tensor>
    {
        private readonly int size;
        private readonly double alpha;
        private readonly double beta;
        private readonly double k;

        internal CrossMapLRN2d(long size, double alpha, double beta, double k)
            : base(nameof(CrossMapLRN2d))
        {
            if (size is <= 0 or > int.MaxValue)
            {
                throw new UserErrorException($"CrossMapLRN2d: size is positive, not {size}.");
            }

            (this.size, this.alpha, this.beta, this.k) = ((int)size, alpha, beta, k);
        }

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">The input does not have 4 dimensions.</exception>
        public override Tensor forward(Tensor input)
        {
            if (input.dim() != 4)
            {
                throw new ArgumentException($"CrossMapLRN2d takes 4 dimensions, not ({string.Join(", ", input.shape)}).", nameof(input));
            }

            using var scope = NewDisposeScope();
            var shape = input.shape;
            var channels = (int)shape[1];
            var squares = aten.reshape(aten.mul_Tensor(input, input), [shape[0], shape[1], shape[2] * shape[3]]);

            // The sum's value comes from one window and its gradient from the other.
            var learnt = aten.matmul(Matrix(channels, Gradients(channels), input), squares);
            var exact = aten.matmul(Matrix(channels, Values(channels), input), aten.detach(squares));
            var sum = aten.add_Tensor(learnt, aten.sub_Tensor(exact, aten.detach(learnt)));
            var scale = aten.reshape(aten.add_Scalar(aten.mul_Scalar(sum, alpha / size), k), shape);
            return aten.mul_Tensor(aten.pow_Tensor_Scalar(scale, -beta), input).MoveToOuterDisposeScope();
        }

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"{size}, alpha={PythonText.Of(alpha)}, beta={PythonText.Of(beta)}, k={PythonText.Number(k)}";

        private static Tensor Matrix(int channels, float[] rows, Tensor like)
        {
            var matrix = tensor(rows, [channels, channels]);
            return aten.to_device(matrix, like.device, like.dtype);
        }

        /// <summary>Row c: which squares are in the sum of channel c.</summary>
        private float[] Values(int channels)
        {
            var reach = ((size - 1) / 2) + 1;
            var rows = new float[channels * channels];
            for (var j = 0; j < Math.Min(channels, reach); j++)
            {
                rows[j] = 1;
            }

            for (var c = 1; c < channels; c++)
            {
                rows.AsSpan((c - 1) * channels, channels).CopyTo(rows.AsSpan(c * channels));
                if (c < channels - reach + 1)
                {
                    rows[(c * channels) + c + reach - 1] += 1;
                }

                if (c > reach)
                {
                    rows[(c * channels) + c - reach] -= 1;
                }
            }

            return rows;
        }

        /// <summary>Row c: to which squares the gradient of the sum of channel c goes.</summary>
        private float[] Gradients(int channels)
        {
            var ahead = size - (size / 2);
            var rows = new float[channels * channels];
            for (var c = 0; c < channels; c++)
            {
                for (var j = Math.Max(0, c - ahead); j < Math.Min(channels, c - ahead + size); j++)
                {
                    rows[(j * channels) + c] = 1;
                }
            }

            return rows;
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The local response normalisation that PyTorch inherited from Torch 7; see <see cref="Modules.CrossMapLRN2d"/>.</summary>
            /// <param name="size">The number of neighbours.</param>
            /// <param name="alpha">Factor of the mean square.</param>
            /// <param name="beta">The power.</param>
            /// <param name="k">Added to the mean square.</param>
            /// <exception cref="UserErrorException"><paramref name="size"/> is not positive.</exception>
            public static CrossMapLRN2d CrossMapLRN2d(long size, double alpha = 0.0001, double beta = 0.75, double k = 1) => new(size, alpha, beta, k);
        }
    }
}
