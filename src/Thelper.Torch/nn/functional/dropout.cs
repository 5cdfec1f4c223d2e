using Thelper.Torch.Modules;
using Thelper.Torch.Printing;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Zeroes elements with probability <paramref name="p"/> and scales the others by 1 / (1 - p), in training only.</summary>
            /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                Probability(nameof(dropout), p);
                return inplace ? aten.dropout_(input, p, training) : aten.dropout(input, p, training);
            }

            /// <summary>Zeroes whole channels with probability <paramref name="p"/> and scales the others by 1 / (1 - p), in training only.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="p">Probability of a channel to be zeroed, in [0, 1].</param>
            /// <param name="training">Whether anything is zeroed.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            /// <exception cref="ArgumentException">The input has neither 2 nor 3 dimensions.</exception>
            /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (input.dim() is not (2 or 3))
                {
                    throw new ArgumentException($"dropout1d takes 2 or 3 dimensions, not ({string.Join(", ", input.shape)}).", nameof(input));
                }

                return ChannelDropout(nameof(dropout1d), input, p, training, inplace, batched: input.dim() == 3);
            }

            /// <summary>Zeroes whole channels with probability <paramref name="p"/> and scales the others by 1 / (1 - p), in training only.</summary>
            /// <param name="input">(N, C, ...); three dimensions are (N, C, L), as in PyTorch 1.13.</param>
            /// <param name="p">Probability of a channel to be zeroed, in [0, 1].</param>
            /// <param name="training">Whether anything is zeroed.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => ChannelDropout(nameof(dropout2d), input, p, training, inplace, batched: true);

            /// <summary>Zeroes whole channels with probability <paramref name="p"/> and scales the others by 1 / (1 - p), in training only.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="p">Probability of a channel to be zeroed, in [0, 1].</param>
            /// <param name="training">Whether anything is zeroed.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => ChannelDropout(nameof(dropout3d), input, p, training, inplace, batched: input.dim() == 5);

            /// <summary>Sets elements to the negative limit of SELU with probability <paramref name="p"/>, then restores mean and variance, in training only.</summary>
            /// <remarks>G. Klambauer et al., "Self-normalizing neural networks", 2017.</remarks>
            /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false)
            {
                Probability(nameof(alpha_dropout), p);
                return inplace ? aten.alpha_dropout_(input, p, training) : aten.alpha_dropout(input, p, training);
            }

            /// <summary>Sets whole channels to the negative limit of SELU with probability <paramref name="p"/>, then restores mean and variance, in training only.</summary>
            /// <remarks>G. Klambauer et al., "Self-normalizing neural networks", 2017.</remarks>
            /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
            public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false)
            {
                Probability(nameof(feature_alpha_dropout), p);
                return inplace ? aten.feature_alpha_dropout_(input, p, training) : aten.feature_alpha_dropout(input, p, training);
            }

            /// <summary>The number, if it is a probability.</summary>
            internal static double Probability(string layer, double p)
                => p is >= 0 and <= 1 ? p : throw new UserErrorException($"{layer}: p is a probability in [0, 1], not {PythonText.Of(p)}.");

            private static Tensor ChannelDropout(string name, Tensor input, double p, bool training, bool inplace, bool batched)
            {
                Probability(name, p);
                if (batched)
                {
                    return inplace ? aten.feature_dropout_(input, p, training) : aten.feature_dropout(input, p, training);
                }

                using var batch = aten.unsqueeze(input, 0);
                using var result = inplace ? aten.feature_dropout_(batch, p, training) : aten.feature_dropout(batch, p, training);
                return aten.squeeze_dim(result, 0);
            }
        }
    }
}
