using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A matrix with orthonormal columns, or rows if it is wide. Registered by <c>torch.nn.utils.parametrizations.orthogonal</c>.</summary>
/// <remarks>M. Lezcano-Casado, "Trivializations for gradient-based optimization on manifolds", 2019. Real matrices only.</remarks>
public sealed class OrthogonalParametrization : nn.Module<Tensor, Tensor>, IRightInverse
{
    private readonly string map;
    private readonly bool trivialized;

    internal OrthogonalParametrization(string map, bool use_trivialization)
    {
        this.map = map;
        trivialized = use_trivialization;
        if (trivialized)
        {
            register_buffer("base", null);
        }
    }

    /// <inheritdoc/>
    public override string GetName() => "_Orthogonal";

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (n, k) = (input.shape[^2], input.shape[^1]);
        var wide = n < k;
        var x = wide ? aten.transpose_int(input, -2, -1) : input;
        (n, k) = (Math.Max(n, k), Math.Min(n, k));
        var q = map == "householder" ? Reflect(x) : Rotate(x, n, k);
        if (get_buffer("base") is { } start)
        {
            q = aten.matmul(start, q);
        }

        return (wide ? aten.transpose_int(q, -2, -1) : q).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor? right_inverse(Tensor value)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var wide = value.shape[^2] < value.shape[^1];
        var q = wide ? aten.transpose_int(value, -2, -1) : value;
        var (n, k) = (q.shape[^2], q.shape[^1]);
        if (!trivialized)
        {
            if (map != "householder")
            {
                return null;
            }

            var (a, tau) = aten.geqrf(q);
            var diagonal = aten.diagonal(a, 0, -2, -1);
            aten.sign_(diagonal);
            aten.copy_(diagonal, aten.where_self(aten.eq_Scalar(tau, 0), aten.neg(diagonal), diagonal));
            return (wide ? aten.transpose_int(a, -2, -1) : a).MoveToOuterDisposeScope();
        }

        if (n != k)
        {
            var more = aten.normal_(empty([.. q.shape[..^1], n - k], q.dtype, q.device), 0, 1);
            q = Orthonormal(aten.cat([q, more], -1));
        }
        else
        {
            q = IsOrthonormal(q) ? aten.clone(q) : Orthonormal(q);
        }

        get_buffer("base")?.Dispose();
        register_buffer("base", q);
        var start = aten.zeros_like(value);
        aten.fill__Scalar(aten.diagonal(start, 0, -2, -1), -1);
        return start.MoveToOuterDisposeScope();
    }

    private static Tensor Reflect(Tensor x)
    {
        var a = aten.tril(x, -1);
        var tau = aten.mul_Scalar(aten.reciprocal(aten.add_Scalar(aten.sum_dim_IntList(aten.mul_Tensor(a, a), [-2]), 1)), 2);
        var q = aten.linalg_householder_product(a, tau);
        return aten.mul_Tensor(q, aten.unsqueeze(aten.to_dtype(aten.diagonal(x, 0, -2, -1), ScalarType.Int32), -2));
    }

    private static Tensor Orthonormal(Tensor matrix)
    {
        var (x, tau) = aten.geqrf(matrix);
        var q = aten.linalg_householder_product(x, tau);
        return aten.mul__Tensor(q, aten.unsqueeze(aten.sgn(aten.diagonal(x, 0, -2, -1)), -2));
    }

    private static bool IsOrthonormal(Tensor q)
    {
        var (n, k) = (q.shape[^2], q.shape[^1]);
        var precision = q.dtype == ScalarType.Float64 ? Math.Pow(2, -52) : Math.Pow(2, -23);
        return aten.allclose(aten.matmul(aten.transpose_int(q, -2, -1), q), aten.eye(k, q.dtype, device: q.device), atol: 10.0 * n * precision);
    }

    private Tensor Rotate(Tensor x, long n, long k)
    {
        var lower = aten.tril(x);
        if (n != k)
        {
            lower = aten.cat([lower, zeros([.. x.shape[..^2], n, n - k], x.dtype, x.device)], -1);
        }

        var skew = aten.sub_Tensor(lower, aten.transpose_int(lower, -2, -1));
        Tensor q;
        if (map == "matrix_exp")
        {
            q = aten.matrix_exp(skew);
        }
        else
        {
            var identity = aten.eye(n, skew.dtype, device: skew.device);
            q = aten.linalg_solve(aten.add_Tensor(identity, skew, -0.5), aten.add_Tensor(identity, skew, 0.5));
        }

        return n == k ? q : aten.slice_Tensor(q, -1, 0, k);
    }
}
