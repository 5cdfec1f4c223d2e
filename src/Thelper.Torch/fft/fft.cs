namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Discrete Fourier transforms.</summary>
    public static class fft
    {
        /// <summary>Fourier transform in one dimension. The name differs from PyTorch's, because a C# class cannot have a member of its own name.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="n">Signal length, by padding with zeros or trimming; that of the input when negative.</param>
        /// <param name="dim">The dimension.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor fft_(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => aten.fft_fft(input, n < 0 ? null : n, dim, Name(norm));

        /// <summary>Inverse Fourier transform in one dimension.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="n">Signal length, by padding with zeros or trimming; that of the input when negative.</param>
        /// <param name="dim">The dimension.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor ifft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => aten.fft_ifft(input, n < 0 ? null : n, dim, Name(norm));

        /// <summary>Fourier transform of real input in one dimension: the half that is not redundant.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="n">Signal length, by padding with zeros or trimming; that of the input when negative.</param>
        /// <param name="dim">The dimension.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor rfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => aten.fft_rfft(input, n < 0 ? null : n, dim, Name(norm));

        /// <summary>Inverse of <see cref="rfft"/>: real output.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="n">Signal length, by padding with zeros or trimming; that of the input when negative.</param>
        /// <param name="dim">The dimension.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor irfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => aten.fft_irfft(input, n < 0 ? null : n, dim, Name(norm));

        /// <summary>Fourier transform of Hermitian-symmetric input, given by half: real output.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="n">Signal length, by padding with zeros or trimming; that of the input when negative.</param>
        /// <param name="dim">The dimension.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor hfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => aten.fft_hfft(input, n < 0 ? null : n, dim, Name(norm));

        /// <summary>Inverse of <see cref="hfft"/>.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="n">Signal length, by padding with zeros or trimming; that of the input when negative.</param>
        /// <param name="dim">The dimension.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor ihfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => aten.fft_ihfft(input, n < 0 ? null : n, dim, Name(norm));

        /// <summary>Fourier transform in two dimensions, the last two unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor fft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_fft2(input, s, dim ?? [-2, -1], Name(norm));

        /// <summary>Fourier transform in several dimensions: all, or as many of the last as there are sizes, unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor fftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_fftn(input, s, dim, Name(norm));

        /// <summary>Inverse Fourier transform in two dimensions, the last two unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor ifft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_ifft2(input, s, dim ?? [-2, -1], Name(norm));

        /// <summary>Inverse Fourier transform in several dimensions: all, or as many of the last as there are sizes, unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor ifftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_ifftn(input, s, dim, Name(norm));

        /// <summary>Fourier transform of real input in two dimensions, the last two unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor rfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_rfft2(input, s, dim ?? [-2, -1], Name(norm));

        /// <summary>Fourier transform of real input in several dimensions: all, or as many of the last as there are sizes, unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor rfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_rfftn(input, s, dim, Name(norm));

        /// <summary>Inverse Fourier transform to real output in two dimensions, the last two unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor irfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_irfft2(input, s, dim ?? [-2, -1], Name(norm));

        /// <summary>Inverse Fourier transform to real output in several dimensions: all, or as many of the last as there are sizes, unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor irfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_irfftn(input, s, dim, Name(norm));

        /// <summary>Fourier transform of Hermitian-symmetric input in two dimensions, the last two unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor hfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_hfft2(input, s, dim ?? [-2, -1], Name(norm));

        /// <summary>Fourier transform of Hermitian-symmetric input in several dimensions: all, or as many of the last as there are sizes, unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor hfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_hfftn(input, s, dim, Name(norm));

        /// <summary>Inverse Fourier transform to Hermitian-symmetric output in two dimensions, the last two unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor ihfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_ihfft2(input, s, dim ?? [-2, -1], Name(norm));

        /// <summary>Inverse Fourier transform to Hermitian-symmetric output in several dimensions: all, or as many of the last as there are sizes, unless given.</summary>
        /// <param name="input">The samples.</param>
        /// <param name="s">Signal sizes, by padding with zeros or trimming.</param>
        /// <param name="dim">The dimensions.</param>
        /// <param name="norm">Which direction is divided by the number of samples.</param>
        public static Tensor ihfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => aten.fft_ihfftn(input, s, dim, Name(norm));

        /// <summary>The zero frequency moved to the middle, along dimensions or along all.</summary>
        public static Tensor fftshift(Tensor input, long[]? dim = null) => aten.fft_fftshift(input, dim);

        /// <summary>Inverse of <see cref="fftshift"/>.</summary>
        public static Tensor ifftshift(Tensor input, long[]? dim = null) => aten.fft_ifftshift(input, dim);

        /// <summary>The frequencies of a transform of <paramref name="n"/> samples that are <paramref name="d"/> apart.</summary>
        public static Tensor fftfreq(long n, double d = 1.0, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(aten.fft_fftfreq(n, d, dtype, device: device), requires_grad);

        /// <summary>The frequencies of a transform of <paramref name="n"/> real samples that are <paramref name="d"/> apart.</summary>
        public static Tensor rfftfreq(long n, double d = 1.0, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(aten.fft_rfftfreq(n, d, dtype, device: device), requires_grad);

        private static string Name(FFTNormType norm) => norm switch { FFTNormType.Forward => "forward", FFTNormType.Ortho => "ortho", _ => "backward" };
    }
}
