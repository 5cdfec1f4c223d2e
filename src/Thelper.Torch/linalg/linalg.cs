namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Linear algebra. Matrices are the last two dimensions; those before are batches.</summary>
    public static partial class linalg
    {
        /// <summary>The lower (or upper) Cholesky factor of symmetric positive definite matrices.</summary>
        public static Tensor cholesky(Tensor input, bool upper = false) => aten.linalg_cholesky(input, upper);

        /// <summary>The Cholesky factor, and 0 or the order of the first minor that is not positive.</summary>
        public static (Tensor L, Tensor info) cholesky_ex(Tensor input, bool check_errors = false, bool upper = false) => aten.linalg_cholesky_ex(input, upper, check_errors);

        /// <summary>The condition number in the 2-norm.</summary>
        public static Tensor cond(Tensor input) => aten.linalg_cond(input);

        /// <summary>The condition number in a p-norm: 1, −1, 2, −2 or infinite.</summary>
        public static Tensor cond(Tensor input, double p) => aten.linalg_cond(input, p);

        /// <summary>The condition number in a named norm: <c>fro</c> or <c>nuc</c>.</summary>
        public static Tensor cond(Tensor input, string p) => aten.linalg_cond_p_str(input, p);

        /// <summary>Cross product of vectors of three numbers along a dimension.</summary>
        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => aten.linalg_cross(input, other, dim);

        /// <summary>Determinant.</summary>
        public static Tensor det(Tensor input) => aten.linalg_det(input);

        /// <summary>The diagonals of matrices, sharing memory.</summary>
        public static Tensor diagonal(Tensor input, long offset = 0, long dim1 = -2, long dim2 = -1) => aten.linalg_diagonal(input, offset, dim1, dim2);

        /// <summary>Sign and logarithm of the absolute value of the determinant.</summary>
        public static (Tensor sign, Tensor logabsdet) slogdet(Tensor input) => aten.linalg_slogdet(input);

        /// <summary>Eigenvalues and eigenvectors (columns), complex.</summary>
        public static (Tensor eigenvalues, Tensor eigenvectors) eig(Tensor input) => aten.linalg_eig(input);

        /// <summary>Eigenvalues, ascending, and eigenvectors (columns) of Hermitian matrices, of which one triangle is read.</summary>
        public static (Tensor eigenvalues, Tensor eigenvectors) eigh(Tensor input, char UPLO = 'L') => aten.linalg_eigh(input, UPLO.ToString());

        /// <summary>Eigenvalues, complex.</summary>
        public static Tensor eigvals(Tensor input) => aten.linalg_eigvals(input);

        /// <summary>Eigenvalues, ascending, of Hermitian matrices, of which one triangle is read.</summary>
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => aten.linalg_eigvalsh(input, UPLO.ToString());

        /// <summary>The first columns of a product of Householder matrices.</summary>
        public static Tensor householder_product(Tensor input, Tensor tau) => aten.linalg_householder_product(input, tau);

        /// <summary>Inverse.</summary>
        public static Tensor inv(Tensor input) => aten.linalg_inv(input);

        /// <summary>Inverse, and 0 or the number of the first zero pivot.</summary>
        public static (Tensor L, Tensor info) inv_ex(Tensor input, bool check_errors = false) => aten.linalg_inv_ex(input, check_errors);

        /// <summary>LDL factors of Hermitian matrices, compact.</summary>
        public static (Tensor LU, Tensor Pivots) ldl_factor(Tensor input, bool hermitian = false) => aten.linalg_ldl_factor(input, hermitian);

        /// <summary>LDL factors of Hermitian matrices, compact, and error numbers.</summary>
        public static (Tensor LU, Tensor Pivots, Tensor Info) ldl_factor_ex(Tensor input, bool hermitian = false, bool check_errors = false) => aten.linalg_ldl_factor_ex(input, hermitian, check_errors);

        /// <summary>Solution of linear equations from LDL factors.</summary>
        public static Tensor ldl_solve(Tensor LD, Tensor pivots, Tensor B, bool hermitian = false) => aten.linalg_ldl_solve(LD, pivots, B, hermitian);

        /// <summary>Least squares. The driver is <c>gelsy</c>, <c>gelsd</c>, <c>gelss</c> or <c>gels</c>.</summary>
        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other, double? rcond = null, string? driver = null) => aten.linalg_lstsq(input, other, rcond, driver);

        /// <summary>Factors P, L and U.</summary>
        public static (Tensor P, Tensor L, Tensor U) lu(Tensor input, bool pivot = true) => aten.linalg_lu(input, pivot);

        /// <summary>LU factors, compact, and pivots.</summary>
        public static (Tensor LU, Tensor Pivots) lu_factor(Tensor input, bool pivot = true) => aten.linalg_lu_factor(input, pivot);

        /// <summary>LU factors, compact, pivots, and error numbers.</summary>
        public static (Tensor LU, Tensor pivots, Tensor info) lu_factor_ex(Tensor input, bool pivot = true, bool check_errors = false) => aten.linalg_lu_factor_ex(input, pivot, check_errors);

        /// <summary>Solution of linear equations from LU factors.</summary>
        public static Tensor lu_solve(Tensor LU, Tensor pivots, Tensor B, bool left = true, bool adjoint = false) => aten.linalg_lu_solve(LU, pivots, B, left, adjoint);

        /// <summary>Matrix product.</summary>
        public static Tensor matmul(Tensor input, Tensor other) => aten.linalg_matmul(input, other);

        /// <summary>Exponential of matrices.</summary>
        public static Tensor matrix_exp(Tensor input) => aten.linalg_matrix_exp(input);

        /// <summary>A named norm of matrices: <c>fro</c> or <c>nuc</c>; over the last two dimensions unless given.</summary>
        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false, ScalarType? dtype = null) => aten.linalg_matrix_norm_str_ord(input, ord, dims, keepdim, dtype);

        /// <summary>A norm of matrices: 1, −1, 2, −2 or infinite; over the last two dimensions unless given.</summary>
        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false, ScalarType? dtype = null) => aten.linalg_matrix_norm(input, ord, dims, keepdim, dtype);

        /// <summary>A power of square matrices; a negative one inverts.</summary>
        public static Tensor matrix_power(Tensor input, long n) => aten.linalg_matrix_power(input, n);

        /// <summary>The number of singular values above a tolerance, in absolute terms.</summary>
        public static Tensor matrix_rank(Tensor input, double? tol = null, bool hermitian = false) => tol is { } t ? aten.linalg_matrix_rank(input, t, hermitian) : aten.linalg_matrix_rank_atol_rtol_float(input, hermitian: hermitian);

        /// <summary>The number of singular values above a tolerance, absolute and relative to the largest.</summary>
        public static Tensor matrix_rank(Tensor input, double? atol, double? rtol, bool hermitian = false) => aten.linalg_matrix_rank_atol_rtol_float(input, atol, rtol, hermitian);

        /// <summary>The number of singular values above tolerances, absolute and relative to the largest.</summary>
        public static Tensor matrix_rank(Tensor input, Tensor? atol, Tensor? rtol = null, bool hermitian = false) => aten.linalg_matrix_rank_atol_rtol_tensor(input, atol, rtol, hermitian);

        /// <summary>The product of several matrices in the order of fewest operations.</summary>
        public static Tensor multi_dot(IEnumerable<Tensor> tensors) => aten.linalg_multi_dot(Listed(tensors));

        /// <summary>A named norm: <c>fro</c> or <c>nuc</c>.</summary>
        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false, ScalarType? dtype = null) => aten.linalg_norm_ord_str(input, ord, dims, keepdim, dtype);

        /// <summary>A norm: of vectors for one dimension, of matrices for two.</summary>
        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false, ScalarType? dtype = null) => aten.linalg_norm(input, ord, dims, keepdim, dtype);

        /// <summary>The 2-norm of the flattened tensor, or over dimensions.</summary>
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false, ScalarType? dtype = null) => aten.linalg_norm(input, null, dims, keepdim, dtype);

        /// <summary>The pseudoinverse; singular values below a share of the largest count as zero.</summary>
        public static Tensor pinv(Tensor input, double rcond, bool hermitian = false) => aten.linalg_pinv(input, rcond, hermitian);

        /// <summary>The pseudoinverse; singular values below a tolerance, absolute or relative to the largest, count as zero.</summary>
        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => aten.linalg_pinv_atol_rtol_float(input, atol, rtol, hermitian);

        /// <summary>The pseudoinverse; singular values below tolerances, absolute or relative to the largest, count as zero.</summary>
        public static Tensor pinv(Tensor input, Tensor? atol, Tensor? rtol = null, bool hermitian = false) => aten.linalg_pinv_atol_rtol_tensor(input, atol, rtol, hermitian);

        /// <summary>Orthogonal and upper triangular factors.</summary>
        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced) => aten.linalg_qr(input, mode switch { QRMode.Complete => "complete", QRMode.R => "r", _ => "reduced" });

        /// <summary>Solution of linear equations: of A X = B, or of X A = B.</summary>
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => aten.linalg_solve(A, B, left);

        /// <summary>Solution of linear equations, and error numbers.</summary>
        public static (Tensor result, Tensor info) solve_ex(Tensor A, Tensor B, bool left = true, bool check_errors = false) => aten.linalg_solve_ex(A, B, left, check_errors);

        /// <summary>Solution of triangular equations.</summary>
        public static Tensor solve_triangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false) => aten.linalg_solve_triangular(A, B, upper, left, unitriangular);

        /// <summary>Singular values, descending, and vectors.</summary>
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) => aten.linalg_svd(input, fullMatrices);

        /// <summary>Singular values, descending.</summary>
        public static Tensor svdvals(Tensor input) => aten.linalg_svdvals(input);

        /// <summary>Inverse with respect to <see cref="tensordot(Tensor, Tensor, long)"/>.</summary>
        public static Tensor tensorinv(Tensor input, long ind = 2) => aten.linalg_tensorinv(input, ind);

        /// <summary>Solution with respect to <see cref="tensordot(Tensor, Tensor, long)"/>.</summary>
        public static Tensor tensorsolve(Tensor input, Tensor other, long[]? dims = null) => aten.linalg_tensorsolve(input, other, dims);

        /// <summary>Rows of powers 0 … N − 1.</summary>
        public static Tensor vander(Tensor input, long? N = null) => aten.linalg_vander(input, N);

        /// <summary>Dot products of vectors along a dimension, the first conjugated.</summary>
        public static Tensor vecdot(Tensor x, Tensor y, long dim = -1) => aten.linalg_vecdot(x, y, dim);

        /// <summary>A norm of vectors: of the flattened tensor, or over dimensions.</summary>
        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false, ScalarType? dtype = null) => aten.linalg_vector_norm(input, ord, dims, keepdim, dtype);
    }
}
