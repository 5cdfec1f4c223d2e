using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>max(0, x), element by element.</summary>
        /// <param name="inplace">Writes the result into the input.</param>
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        /// <summary>min(max(0, x), 6), element by element.</summary>
        /// <param name="inplace">Writes the result into the input.</param>
        public static ReLU6 ReLU6(bool inplace = false) => new(inplace);

        /// <summary>x where positive, else a small slope times x.</summary>
        /// <param name="negative_slope">The slope below 0.</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

        /// <summary>x where positive, else alpha (e^x - 1).</summary>
        /// <param name="alpha">Minus the limit towards minus infinity.</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static ELU ELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);

        /// <summary>x times the normal distribution function at x.</summary>
        public static GELU GELU() => new("none");

        /// <summary>x times the normal distribution function at x.</summary>
        /// <param name="approximate"><c>none</c>, or <c>tanh</c> for the usual approximation.</param>
        public static GELU GELU(string approximate) => new(approximate);

        /// <summary>x times the logistic function of x.</summary>
        /// <param name="inplace">Writes the result into the input.</param>
        public static SiLU SiLU(bool inplace = false) => new(inplace);

        /// <summary>x min(max(0, x + 3), 6) / 6.</summary>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Hardswish Hardswish(bool inplace = false) => new(inplace);

        /// <summary>min(max(0, x + 3), 6) / 6.</summary>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Hardsigmoid Hardsigmoid(bool inplace = false) => new(inplace);

        /// <summary>x limited to a range.</summary>
        /// <param name="min_val">The least value.</param>
        /// <param name="max_val">The greatest value.</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Hardtanh Hardtanh(double min_val = -1.0, double max_val = 1.0, bool inplace = false) => new(min_val, max_val, inplace);

        /// <summary>1 / (1 + e^-x).</summary>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Sigmoid Sigmoid(bool inplace = false) => new(inplace);

        /// <summary>The hyperbolic tangent.</summary>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Tanh Tanh(bool inplace = false) => new(inplace);

        /// <summary>e^x over the sum of e^x along one dimension.</summary>
        /// <param name="dim">The dimension.</param>
        public static Softmax Softmax(long dim) => new(dim);

        /// <summary>The logarithm of the softmax along one dimension.</summary>
        /// <param name="dim">The dimension.</param>
        public static LogSoftmax LogSoftmax(long dim) => new(dim);

        /// <summary>log(1 + e^(beta x)) / beta, a smooth max(0, x).</summary>
        /// <param name="beta">Sharpness.</param>
        /// <param name="threshold">Where beta x exceeds it the result is x itself.</param>
        public static Softplus Softplus(double beta = 1.0, double threshold = 20.0) => new(beta, threshold);

        /// <summary>Zeroes elements at random in training and scales the others by 1 / (1 - p).</summary>
        /// <param name="p">Probability of an element to be zeroed, in [0, 1].</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Zeroes whole channels at random in training and scales the others by 1 / (1 - p).</summary>
        /// <param name="p">Probability of a channel to be zeroed, in [0, 1].</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Dropout2d Dropout2d(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>x where positive, else a learnt slope times x.</summary>
        /// <param name="num_parameters">The number of slopes: 1, or one a channel.</param>
        /// <param name="init">Their initial value.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static PReLU PReLU(long num_parameters = 1, double init = 0.25, Device? device = null, ScalarType? dtype = null) => new(num_parameters, init, device, dtype);

        /// <summary>max(0, x) + min(0, alpha (e^(x / alpha) - 1)).</summary>
        /// <param name="alpha">Minus the limit towards minus infinity; not 0.</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static CELU CELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);

        /// <summary>An exponential linear unit scaled so that activations normalise themselves.</summary>
        /// <param name="inplace">Writes the result into the input.</param>
        public static SELU SELU(bool inplace = false) => new(inplace);

        /// <summary>x tanh(log(1 + e^x)).</summary>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Mish Mish(bool inplace = false) => new(inplace);

        /// <summary>The first half of a dimension times the logistic function of its second half.</summary>
        /// <param name="dim">The dimension, of even size.</param>
        public static GLU GLU(long dim = -1) => new(dim);

        /// <summary>x where its size exceeds lambda, else 0.</summary>
        /// <param name="lambda">The threshold.</param>
        public static Hardshrink Hardshrink(double lambda = 0.5) => new(lambda);

        /// <summary>x moved towards 0 by lambda, 0 where its size is below.</summary>
        /// <param name="lambda">The shift, not negative.</param>
        public static Softshrink Softshrink(double lambda = 0.5) => new(lambda);

        /// <summary>x - tanh(x).</summary>
        public static Tanhshrink Tanhshrink() => new();

        /// <summary>x / (1 + |x|).</summary>
        public static Softsign Softsign() => new();

        /// <summary>log(1 / (1 + e^-x)).</summary>
        public static LogSigmoid LogSigmoid() => new();

        /// <summary>e^-x over the sum of e^-x along one dimension.</summary>
        /// <param name="dim">The dimension.</param>
        public static Softmin Softmin(long dim) => new(dim);

        /// <summary>The softmax over the channels at each place of N x C x H x W or C x H x W.</summary>
        public static Softmax2d Softmax2d() => new();

        /// <summary>x where it exceeds a threshold, else another value.</summary>
        /// <param name="threshold">The threshold.</param>
        /// <param name="value">What stands for elements at or below it.</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Threshold Threshold(double threshold, double value, bool inplace = false) => new(threshold, value, inplace);

        /// <summary>x where positive, else a slope times x: drawn for each element in training, the mean of both bounds in evaluation.</summary>
        /// <param name="lower">The least slope.</param>
        /// <param name="upper">The greatest slope.</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static RReLU RReLU(double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false) => new(lower, upper, inplace);

        /// <summary>Zeroes whole channels of N x C x L or C x L at random in training and scales the others by 1 / (1 - p).</summary>
        /// <param name="p">Probability, in [0, 1].</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Dropout1d Dropout1d(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Zeroes whole channels of N x C x D x H x W or C x D x H x W at random in training and scales the others by 1 / (1 - p).</summary>
        /// <param name="p">Probability, in [0, 1].</param>
        /// <param name="inplace">Writes the result into the input.</param>
        public static Dropout3d Dropout3d(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Sets elements to the negative limit of SELU at random in training, then restores mean and variance.</summary>
        /// <param name="p">Probability, in [0, 1].</param>
        /// <param name="inplace">Shown in the text form; the result is a new tensor either way, as in PyTorch 1.13.</param>
        public static AlphaDropout AlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Sets whole channels to the negative limit of SELU at random in training, then restores mean and variance.</summary>
        /// <param name="p">Probability, in [0, 1].</param>
        /// <param name="inplace">Shown in the text form; the result is a new tensor either way, as in PyTorch 1.13.</param>
        public static FeatureAlphaDropout FeatureAlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>A softmax over many classes whose rare ones are in clusters, and its loss.</summary>
        /// <param name="in_features">The size of an input.</param>
        /// <param name="n_classes">The number of classes, frequent ones first.</param>
        /// <param name="cutoffs">The class numbers at which clusters begin, growing, between 1 and n_classes - 1.</param>
        /// <param name="div_value">By how much each cluster's inner size is smaller than the one before.</param>
        /// <param name="head_bias">Whether the frequent classes have a bias.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static AdaptiveLogSoftmaxWithLoss AdaptiveLogSoftmaxWithLoss(
            long in_features, long n_classes, long[] cutoffs, double div_value = 4.0, bool head_bias = false, Device? device = null, ScalarType? dtype = null)
            => new(in_features, n_classes, cutoffs, div_value, head_bias, device, dtype);
    }
}
