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
        /// <param name="approximate"><c>none</c>, or <c>tanh</c> for the usual approximation.</param>
        public static GELU GELU(string approximate = "none") => new(approximate);

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
        public static Sigmoid Sigmoid() => new();

        /// <summary>The hyperbolic tangent.</summary>
        public static Tanh Tanh() => new();

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
    }
}
