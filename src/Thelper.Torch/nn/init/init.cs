namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values of parameters, drawn in place from libtorch's generator outside of autograd.</summary>
        /// <remarks>Every method returns the tensor it filled. The draws are PyTorch's: equal seeds give equal bits.</remarks>
        public static partial class init
        {
            /// <summary>The factor by which a function's output shrinks the standard deviation of its input.</summary>
            /// <param name="nonlinearity">The function.</param>
            /// <param name="param">The negative slope of <see cref="NonlinearityType.LeakyReLU"/> (default 0.01).</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.01) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + (param * param))),
                NonlinearityType.SELU => 3.0 / 4,
                _ => 1,
            };

            /// <summary>Fills with a uniform distribution over [low, high).</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) => Fill(tensor, t => aten.uniform_(t, low, high, generator));

            /// <summary>Fills with a normal distribution.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) => Fill(tensor, t => aten.normal_(t, mean, std, generator));

            /// <summary>Fills with a normal distribution cut to [a, b]; <paramref name="a"/> and <paramref name="b"/> are values, not standard deviations.</summary>
            /// <remarks>By the inverse of the cumulative distribution: exact, no rejection, one draw an element.</remarks>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null)
            {
                var lower = NormalCdf((a - mean) / std);
                var upper = NormalCdf((b - mean) / std);
                return Fill(tensor, t =>
                {
                    aten.uniform_(t, (2 * lower) - 1, (2 * upper) - 1, generator);
                    aten.erfinv_(t);
                    aten.mul__Scalar(t, std * Math.Sqrt(2.0));
                    aten.add__Scalar(t, mean);
                    return aten.clamp_(t, a, b);
                });
            }

            /// <summary>Fills with one value.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, t => aten.fill__Scalar(t, val));

            /// <summary>Fills with ones.</summary>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1.0);

            /// <summary>Fills with zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0.0);

            /// <summary>Makes a matrix the identity: ones on the diagonal, zeros elsewhere.</summary>
            /// <exception cref="ArgumentException">The tensor is not a matrix.</exception>
            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.dim() != 2)
                {
                    throw new ArgumentException($"eye_ fills a matrix, not a tensor with {tensor.dim()} dimensions.", nameof(tensor));
                }

                return Fill(tensor, t =>
                {
                    using var identity = aten.eye_m(t.shape[0], t.shape[1], dtype: t.dtype, device: t.device);
                    return aten.copy_(t, identity);
                });
            }

            /// <summary>Uniform with the variance that keeps signals and gradients alike.</summary>
            /// <remarks>X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</remarks>
            /// <exception cref="ArgumentException">The tensor has less than 2 dimensions.</exception>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var bound = Math.Sqrt(3.0) * XavierStd(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <inheritdoc cref="xavier_uniform_"/>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            /// <inheritdoc cref="xavier_normal_"/>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1.0) => xavier_normal_(tensor, gain);

            /// <summary>Normal with the variance that keeps signals and gradients alike.</summary>
            /// <remarks>X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</remarks>
            /// <exception cref="ArgumentException">The tensor has less than 2 dimensions.</exception>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0) => normal_(tensor, 0, XavierStd(tensor, gain));

            /// <summary>Uniform with the variance that a rectifier needs.</summary>
            /// <remarks>K. He et al., "Delving deep into rectifiers", 2015.</remarks>
            /// <param name="tensor">At least two dimensions; the first two are outputs and inputs.</param>
            /// <param name="a">The rectifier's negative slope, for leaky rectifiers.</param>
            /// <param name="mode">Whose variance is kept.</param>
            /// <param name="nonlinearity">The function after the layer.</param>
            /// <exception cref="ArgumentException">The tensor has less than 2 dimensions.</exception>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                if (tensor.numel() == 0)
                {
                    return tensor;
                }

                var bound = Math.Sqrt(3.0) * KaimingStd(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal with the variance that a rectifier needs.</summary>
            /// <remarks>K. He et al., "Delving deep into rectifiers", 2015.</remarks>
            /// <param name="tensor">At least two dimensions; the first two are outputs and inputs.</param>
            /// <param name="a">The rectifier's negative slope, for leaky rectifiers.</param>
            /// <param name="mode">Whose variance is kept.</param>
            /// <param name="nonlinearity">The function after the layer.</param>
            /// <exception cref="ArgumentException">The tensor has less than 2 dimensions.</exception>
            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
                => tensor.numel() == 0 ? tensor : normal_(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity));

            /// <summary>A (semi-)orthogonal matrix; dimensions after the first are taken as one.</summary>
            /// <remarks>A. Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2013.</remarks>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                if (tensor.dim() < 2)
                {
                    throw new ArgumentException($"orthogonal_ fills tensors of 2 or more dimensions, not {tensor.dim()}.", nameof(tensor));
                }

                if (tensor.numel() == 0)
                {
                    return tensor;
                }

                return Fill(tensor, t =>
                {
                    using var scope = NewDisposeScope();
                    var rows = t.shape[0];
                    var columns = t.numel() / rows;
                    var gaussian = aten.normal_(aten.empty_memory_format([rows, columns], dtype: t.dtype, device: t.device));
                    var (q, r) = aten.linalg_qr(rows < columns ? aten.t(gaussian) : gaussian);
                    var signs = aten.sign(aten.diag(r));
                    var unique = aten.mul_Tensor(q, signs);
                    aten.copy_(t, aten.view_as(rows < columns ? aten.t(unique) : unique, t));
                    return aten.mul__Scalar(t, gain);
                });
            }

            /// <summary>How many inputs one output of a layer with this weight has, and how many outputs one input reaches.</summary>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor) => Fans(tensor);

            internal static (long FanIn, long FanOut) Fans(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                {
                    throw new ArgumentException($"A fan needs a tensor of 2 or more dimensions, not {shape.Length}.", nameof(tensor));
                }

                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            private static double XavierStd(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = Fans(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double KaimingStd(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = Fans(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static double NormalCdf(double x)
            {
                using var scope = NewDisposeScope();
                return (1.0 + aten.erf(tensor(x / Math.Sqrt(2.0), ScalarType.Float64)).ToDouble()) / 2.0;
            }

            private static Tensor Fill(Tensor tensor, Func<Tensor, Tensor> fill)
            {
                if (Skipping)
                {
                    return tensor;
                }

                using (no_grad())
                {
                    return fill(tensor);
                }
            }
        }
    }
}
