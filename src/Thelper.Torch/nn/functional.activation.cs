namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>max(0, x).</summary>
            public static Tensor relu(Tensor input, bool inplace = false) => inplace ? aten.relu_(input) : aten.relu(input);

            /// <summary>min(max(0, x), 6).</summary>
            public static Tensor relu6(Tensor input, bool inplace = false) => hardtanh(input, 0.0, 6.0, inplace);

            /// <summary>x where positive, else <paramref name="negative_slope"/> x.</summary>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
                => inplace ? aten.leaky_relu_(input, negative_slope) : aten.leaky_relu(input, negative_slope);

            /// <summary>x where positive, else a learnt slope times x.</summary>
            /// <param name="input">(N, C, ...).</param>
            /// <param name="weight">The slopes: one, or one a channel.</param>
            public static Tensor prelu(Tensor input, Tensor weight) => aten.prelu(input, weight);

            /// <summary>x where positive, else <paramref name="alpha"/> (e^x - 1).</summary>
            public static Tensor elu(Tensor input, double alpha = 1.0, bool inplace = false) => inplace ? aten.elu_(input, alpha) : aten.elu(input, alpha);

            /// <summary>x times the normal distribution function at x.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="approximate"><c>none</c>, or <c>tanh</c> for the usual approximation.</param>
            /// <remarks>D. Hendrycks and K. Gimpel, "Gaussian error linear units", 2016.</remarks>
            public static Tensor gelu(Tensor input, string approximate = "none") => aten.gelu(input, approximate);

            /// <summary>x times the logistic function of x.</summary>
            public static Tensor silu(Tensor input, bool inplace = false) => inplace ? aten.silu_(input) : aten.silu(input);

            /// <summary>x min(max(0, x + 3), 6) / 6.</summary>
            public static Tensor hardswish(Tensor input, bool inplace = false) => inplace ? aten.hardswish_(input) : aten.hardswish(input);

            /// <summary>min(max(0, x + 3), 6) / 6.</summary>
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => inplace ? aten.hardsigmoid_(input) : aten.hardsigmoid(input);

            /// <summary>x limited to [<paramref name="min_val"/>, <paramref name="max_val"/>].</summary>
            public static Tensor hardtanh(Tensor input, double min_val = -1.0, double max_val = 1.0, bool inplace = false)
                => inplace ? aten.hardtanh_(input, min_val, max_val) : aten.hardtanh(input, min_val, max_val);

            /// <summary>1 / (1 + e^-x).</summary>
            public static Tensor sigmoid(Tensor input) => aten.sigmoid(input);

            /// <summary>The hyperbolic tangent.</summary>
            public static Tensor tanh(Tensor input) => aten.tanh(input);

            /// <summary>log(1 + e^(beta x)) / beta; x itself where beta x exceeds the threshold.</summary>
            public static Tensor softplus(Tensor input, double beta = 1, double threshold = 20) => aten.softplus(input, beta, threshold);

            /// <summary>e^x over the sum of e^x along one dimension.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => aten.softmax_int(input, dim, dtype);

            /// <summary>The logarithm of <see cref="softmax"/>.</summary>
            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => aten.log_softmax_int(input, dim, dtype);

            /// <summary>Zeroes elements with probability <paramref name="p"/> and scales the others by 1 / (1 - p), in training only.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => inplace ? aten.dropout_(input, p, training) : aten.dropout(input, p, training);

            /// <summary>Zeroes whole channels with probability <paramref name="p"/> and scales the others by 1 / (1 - p), in training only.</summary>
            /// <param name="input">(N, C, ...).</param>
            /// <param name="p">Probability of a channel to be zeroed, in [0, 1].</param>
            /// <param name="training">Whether anything is zeroed.</param>
            /// <param name="inplace">Writes the result into the input.</param>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => inplace ? aten.feature_dropout_(input, p, training) : aten.feature_dropout(input, p, training);
        }
    }
}
