namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>As 16-bit integers.</summary>
        public Tensor @short() => to(ScalarType.Int16);

        /// <summary>As signed bytes.</summary>
        public Tensor @char() => to(ScalarType.Int8);

        /// <summary>As complex numbers of two single-precision parts.</summary>
        public Tensor cfloat() => to(ScalarType.ComplexFloat32);

        /// <summary>As complex numbers of two double-precision parts.</summary>
        public Tensor cdouble() => to(ScalarType.ComplexFloat64);

        /// <summary>The tensor in another element type; itself where nothing changes.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, copy, disposeAfter, non_blocking);

        /// <summary>The tensor in another element type; itself where nothing changes.</summary>
        public Tensor type(ScalarType dtype) => to(dtype);

        /// <summary>The tensor after a conversion such as <c>torch.FloatTensor</c>.</summary>
        public Tensor type(Func<Tensor, Tensor> conversion)
        {
            ArgumentNullException.ThrowIfNull(conversion);
            return conversion(this);
        }

        /// <summary>The tensor on a device; itself where nothing changes.</summary>
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <summary>The tensor on a device in another element type.</summary>
        public Tensor to(Device device, ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, device, copy, disposeAfter, non_blocking);

        /// <summary>The tensor with the type and device of another.</summary>
        public Tensor to(Tensor other, bool copy, bool non_blocking = false) => aten.to_other(this, other, non_blocking, copy);

        /// <summary>Sets <see cref="requires_grad"/>; returns the tensor itself.</summary>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The polygamma function of order <paramref name="n"/>.</summary>
        public Tensor polygamma(long n) => aten.polygamma(n, this);

        /// <summary>Elements where the condition holds, those of another tensor elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor other) => aten.where_self(condition, this, other);

        /// <summary>Elements where the condition holds, a number elsewhere.</summary>
        public Tensor where(Tensor condition, Scalar other) => aten.where_ScalarOther(condition, this, other);

        /// <summary>The distinct elements.</summary>
        /// <param name="sorted">In ascending order.</param>
        /// <param name="return_inverse">Give the place of every element among the distinct ones.</param>
        /// <param name="return_counts">Give how often each occurs.</param>
        /// <param name="dim">Compare whole slices along a dimension instead of elements.</param>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, long? dim = null)
        {
            var (output, inverse, counts) = dim is { } d ? aten.unique_dim(this, d, sorted, return_inverse, return_counts) : aten._unique2(this, sorted, return_inverse, return_counts);
            return (output, Kept(inverse, return_inverse), Kept(counts, return_counts));

            static Tensor? Kept(Tensor tensor, bool wanted)
            {
                if (!wanted)
                {
                    tensor.Dispose();
                }

                return wanted ? tensor : null;
            }
        }

        /// <summary>Short-time Fourier transform.</summary>
        /// <param name="n_fft">Length of a transform.</param>
        /// <param name="hop_length">Samples between transforms; a quarter of <paramref name="n_fft"/> unless given.</param>
        /// <param name="win_length">Length of the window; <paramref name="n_fft"/> unless given.</param>
        /// <param name="window">The window; ones unless given.</param>
        /// <param name="center">Pad so that transform t is centred at sample t times the hop.</param>
        /// <param name="pad_mode"><c>reflect</c>, <c>constant</c>, <c>replicate</c> or <c>circular</c>.</param>
        /// <param name="normalized">Divide by the square root of <paramref name="n_fft"/>.</param>
        /// <param name="onesided">Leave out the redundant half; for real input unless given.</param>
        /// <param name="return_complex">Give complex numbers; needed for real input.</param>
        /// <exception cref="UserErrorException">There is no such padding.</exception>
        public Tensor stft(
            long n_fft, long? hop_length = null, long? win_length = null, Tensor? window = null, bool center = true, string pad_mode = "reflect", bool normalized = false, bool? onesided = null, bool? return_complex = null)
        {
            using var scope = NewDisposeScope();
            var signal = this;
            if (center)
            {
                // Padding works on the last dimension of at least three.
                var extra = (int)Math.Max(3 - ndim, 0);
                var lifted = aten.view(this, [.. Enumerable.Repeat(1L, extra), .. shape]);
                var padded = aten._pad_enum(lifted, [n_fft / 2, n_fft / 2], pad_mode switch { "reflect" => 0, "replicate" => 1, "circular" => 2, "constant" => 3, _ => throw new UserErrorException($"stft: pad_mode '{pad_mode}' is none of reflect, constant, replicate and circular.") });
                signal = aten.view(padded, [.. padded.shape.Skip(extra)]);
            }

            return aten.stft(signal, n_fft, hop_length, win_length, window, normalized, onesided, return_complex).MoveToOuterDisposeScope();
        }
    }

    /// <inheritdoc cref="Tensor.stft"/>
    public static Tensor stft(
        Tensor input, long n_fft, long? hop_length = null, long? win_length = null, Tensor? window = null, bool center = true, string pad_mode = "reflect", bool normalized = false, bool? onesided = null, bool? return_complex = null) =>
        input.stft(n_fft, hop_length, win_length, window, center, pad_mode, normalized, onesided, return_complex);

    /// <inheritdoc cref="Tensor.unique"/>
    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, long? dim = null) =>
        input.unique(sorted, return_inverse, return_counts, dim);
}
