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
            public static Tensor sigmoid(Tensor input, bool inplace = false) => inplace ? aten.sigmoid_(input) : aten.sigmoid(input);

            /// <summary>The hyperbolic tangent.</summary>
            public static Tensor tanh(Tensor input, bool inplace = false) => inplace ? aten.tanh_(input) : aten.tanh(input);

            /// <summary>log(1 + e^(beta x)) / beta; x itself where beta x exceeds the threshold.</summary>
            public static Tensor softplus(Tensor input, double beta = 1, double threshold = 20) => aten.softplus(input, beta, threshold);

            /// <summary>e^x over the sum of e^x along one dimension.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => aten.softmax_int(input, dim, dtype);

            /// <summary>The logarithm of <see cref="softmax"/>.</summary>
            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => aten.log_softmax_int(input, dim, dtype);

            /// <summary>e^-x over the sum of e^-x along one dimension.</summary>
            public static Tensor softmin(Tensor input, long dim, ScalarType? dtype = null)
            {
                using var negative = aten.neg(input);
                return aten.softmax_int(negative, dim, dtype);
            }

            /// <summary>max(0, x) + min(0, alpha (e^(x / alpha) - 1)).</summary>
            /// <remarks>J. Barron, "Continuously differentiable exponential linear units", 2017.</remarks>
            public static Tensor celu(Tensor input, double alpha = 1.0, bool inplace = false) => inplace ? aten.celu_(input, alpha) : aten.celu(input, alpha);

            /// <summary>An exponential linear unit scaled so that activations normalise themselves.</summary>
            /// <remarks>G. Klambauer et al., "Self-normalizing neural networks", 2017.</remarks>
            public static Tensor selu(Tensor input, bool inplace = false) => inplace ? aten.selu_(input) : aten.selu(input);

            /// <summary>x tanh(log(1 + e^x)).</summary>
            /// <remarks>D. Misra, "Mish: a self regularized non-monotonic neural activation function", 2019.</remarks>
            public static Tensor mish(Tensor input, bool inplace = false) => inplace ? aten.mish_(input) : aten.mish(input);

            /// <summary>The first half of a dimension, of even size, times the logistic function of its second half.</summary>
            public static Tensor glu(Tensor input, long dim = -1) => aten.glu(input, dim);

            /// <summary>x where its size exceeds lambda, else 0.</summary>
            public static Tensor hardshrink(Tensor input, double lambda = 0.5) => aten.hardshrink(input, lambda);

            /// <summary>x moved towards 0 by lambda, 0 where its size is below.</summary>
            public static Tensor softshrink(Tensor input, double lambda = 0.5) => aten.softshrink(input, lambda);

            /// <summary>x - tanh(x).</summary>
            public static Tensor tanhshrink(Tensor input)
            {
                using var tangent = aten.tanh(input);
                return aten.sub_Tensor(input, tangent);
            }

            /// <summary>x / (1 + |x|).</summary>
            public static Tensor softsign(Tensor input)
            {
                using var size = aten.abs(input);
                using var divisor = aten.add_Scalar(size, 1);
                return aten.div_Tensor(input, divisor);
            }

            /// <summary>log(1 / (1 + e^-x)).</summary>
            public static Tensor logsigmoid(Tensor input) => aten.log_sigmoid(input);

            /// <summary>x where it exceeds a threshold, else another value.</summary>
            public static Tensor threshold(Tensor input, double threshold, double value, bool inplace = false)
                => inplace ? aten.threshold_(input, threshold, value) : aten.threshold(input, threshold, value);

            /// <summary>x where positive, else a slope times x: drawn from [lower, upper) for each element in training, else their mean.</summary>
            /// <remarks>B. Xu et al., "Empirical evaluation of rectified activations in convolutional network", 2015.</remarks>
            public static Tensor rrelu(Tensor input, double lower = 1.0 / 8, double upper = 1.0 / 3, bool training = false, bool inplace = false)
                => inplace ? aten.rrelu_(input, lower, upper, training) : aten.rrelu(input, lower, upper, training);

            /// <summary>Samples of a categorical distribution that let gradients through.</summary>
            /// <remarks>E. Jang et al., "Categorical reparameterization with Gumbel-softmax", 2016.</remarks>
            /// <param name="logits">Unnormalised log-probabilities.</param>
            /// <param name="tau">The temperature: the lower, the nearer to 0 and 1.</param>
            /// <param name="hard">Whether the samples are zeros with one 1, whose gradients are those of the soft samples.</param>
            /// <param name="dim">The dimension of the categories.</param>
            public static Tensor gumbel_softmax(Tensor logits, double tau = 1.0, bool hard = false, long dim = -1)
            {
                using var scope = NewDisposeScope();
                var gumbels = aten.neg(aten.log(aten.exponential_(aten.empty_like(logits, memory_format: MemoryFormat.Contiguous))));
                var soft = aten.softmax_int(aten.div_Scalar(aten.add_Tensor(logits, gumbels), tau), dim);
                if (!hard)
                {
                    return soft.MoveToOuterDisposeScope();
                }

                var (_, best) = aten.max_dim(soft, dim, keepdim: true);
                var zeros = aten.zeros_like(logits, memory_format: MemoryFormat.Contiguous);
                var sample = aten.scatter__value(zeros, dim, best, 1.0);
                return aten.add_Tensor(aten.sub_Tensor(sample, aten.detach(soft)), soft).MoveToOuterDisposeScope();
            }

            /// <summary>max(0, x), written into the input.</summary>
            public static Tensor relu_(Tensor input) => aten.relu_(input);

            /// <summary><see cref="leaky_relu"/>, written into the input.</summary>
            public static Tensor leaky_relu_(Tensor input, double negative_slope = 0.01) => aten.leaky_relu_(input, negative_slope);

            /// <summary><see cref="rrelu"/>, written into the input.</summary>
            public static Tensor rrelu_(Tensor input, double lower = 1.0 / 8, double upper = 1.0 / 3, bool training = false) => aten.rrelu_(input, lower, upper, training);

            /// <summary><see cref="elu"/>, written into the input.</summary>
            public static Tensor elu_(Tensor input, double alpha = 1.0) => aten.elu_(input, alpha);

            /// <summary><see cref="celu"/>, written into the input.</summary>
            public static Tensor celu_(Tensor input, double alpha = 1.0) => aten.celu_(input, alpha);

            /// <summary><see cref="selu"/>, written into the input.</summary>
            public static Tensor selu_(Tensor input) => aten.selu_(input);

            /// <summary><see cref="hardtanh"/>, written into the input.</summary>
            public static Tensor hardtanh_(Tensor input, double min_val = -1.0, double max_val = 1.0) => aten.hardtanh_(input, min_val, max_val);

            /// <summary><c>threshold</c>, written into the input.</summary>
            public static Tensor threshold_(Tensor input, double threshold, double value) => aten.threshold_(input, threshold, value);
        }
    }
}
