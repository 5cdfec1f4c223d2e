namespace Thelper.Torch;

public static partial class torch
{
    // The forms that put the result into a tensor of the caller's, which takes its shape and is returned.
    public static partial class special
    {
        /// <inheritdoc cref="aten.special_airy_ai"/>
        public static Tensor airy_ai(Tensor input, Tensor @out) => Into(@out, aten.special_airy_ai(input));

        /// <inheritdoc cref="aten.special_bessel_j0"/>
        public static Tensor bessel_j0(Tensor input, Tensor @out) => Into(@out, aten.special_bessel_j0(input));

        /// <inheritdoc cref="aten.special_bessel_j1"/>
        public static Tensor bessel_j1(Tensor input, Tensor @out) => Into(@out, aten.special_bessel_j1(input));

        /// <inheritdoc cref="aten.special_bessel_y0"/>
        public static Tensor bessel_y0(Tensor input, Tensor @out) => Into(@out, aten.special_bessel_y0(input));

        /// <inheritdoc cref="aten.special_bessel_y1"/>
        public static Tensor bessel_y1(Tensor input, Tensor @out) => Into(@out, aten.special_bessel_y1(input));

        /// <inheritdoc cref="aten.special_modified_bessel_i0"/>
        public static Tensor modified_bessel_i0(Tensor input, Tensor @out) => Into(@out, aten.special_modified_bessel_i0(input));

        /// <inheritdoc cref="aten.special_modified_bessel_i1"/>
        public static Tensor modified_bessel_i1(Tensor input, Tensor @out) => Into(@out, aten.special_modified_bessel_i1(input));

        /// <inheritdoc cref="aten.special_modified_bessel_k0"/>
        public static Tensor modified_bessel_k0(Tensor input, Tensor @out) => Into(@out, aten.special_modified_bessel_k0(input));

        /// <inheritdoc cref="aten.special_modified_bessel_k1"/>
        public static Tensor modified_bessel_k1(Tensor input, Tensor @out) => Into(@out, aten.special_modified_bessel_k1(input));

        /// <inheritdoc cref="aten.special_scaled_modified_bessel_k0"/>
        public static Tensor scaled_modified_bessel_k0(Tensor input, Tensor @out) => Into(@out, aten.special_scaled_modified_bessel_k0(input));

        /// <inheritdoc cref="aten.special_scaled_modified_bessel_k1"/>
        public static Tensor scaled_modified_bessel_k1(Tensor input, Tensor @out) => Into(@out, aten.special_scaled_modified_bessel_k1(input));

        /// <inheritdoc cref="aten.special_spherical_bessel_j0"/>
        public static Tensor spherical_bessel_j0(Tensor input, Tensor @out) => Into(@out, aten.special_spherical_bessel_j0(input));

        /// <inheritdoc cref="aten.special_chebyshev_polynomial_t"/>
        public static Tensor chebyshev_polynomial_t(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_chebyshev_polynomial_t(x, n));

        /// <inheritdoc cref="aten.special_chebyshev_polynomial_u"/>
        public static Tensor chebyshev_polynomial_u(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_chebyshev_polynomial_u(x, n));

        /// <inheritdoc cref="aten.special_chebyshev_polynomial_v"/>
        public static Tensor chebyshev_polynomial_v(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_chebyshev_polynomial_v(x, n));

        /// <inheritdoc cref="aten.special_chebyshev_polynomial_w"/>
        public static Tensor chebyshev_polynomial_w(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_chebyshev_polynomial_w(x, n));

        /// <inheritdoc cref="aten.special_shifted_chebyshev_polynomial_t"/>
        public static Tensor shifted_chebyshev_polynomial_t(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_shifted_chebyshev_polynomial_t(x, n));

        /// <inheritdoc cref="aten.special_shifted_chebyshev_polynomial_u"/>
        public static Tensor shifted_chebyshev_polynomial_u(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_shifted_chebyshev_polynomial_u(x, n));

        /// <inheritdoc cref="aten.special_shifted_chebyshev_polynomial_v"/>
        public static Tensor shifted_chebyshev_polynomial_v(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_shifted_chebyshev_polynomial_v(x, n));

        /// <inheritdoc cref="aten.special_shifted_chebyshev_polynomial_w"/>
        public static Tensor shifted_chebyshev_polynomial_w(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_shifted_chebyshev_polynomial_w(x, n));

        /// <inheritdoc cref="aten.special_hermite_polynomial_h"/>
        public static Tensor hermite_polynomial_h(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_hermite_polynomial_h(x, n));

        /// <inheritdoc cref="aten.special_hermite_polynomial_he"/>
        public static Tensor hermite_polynomial_he(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_hermite_polynomial_he(x, n));

        /// <inheritdoc cref="aten.special_laguerre_polynomial_l"/>
        public static Tensor laguerre_polynomial_l(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_laguerre_polynomial_l(x, n));

        /// <inheritdoc cref="aten.special_legendre_polynomial_p"/>
        public static Tensor legendre_polynomial_p(Tensor x, Tensor n, Tensor @out) => Into(@out, aten.special_legendre_polynomial_p(x, n));

        private static Tensor Into(Tensor place, Tensor found)
        {
            using (found)
            {
                return place.resize_(found.shape).copy_(found);
            }
        }
    }
}
