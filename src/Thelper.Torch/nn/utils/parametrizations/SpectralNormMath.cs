using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The steps of spectral normalisation.</summary>
internal static class SpectralNormMath
{
    /// <summary>The dimension of the outputs, counted from the start; refuses one that is not there.</summary>
    public static long Dimension(Tensor weight, long dim, int iterations)
    {
        var count = weight.dim();
        if (dim < -count || dim >= count)
        {
            throw new UserErrorException($"spectral_norm: a tensor of {count} dimensions has no dimension {dim}.");
        }

        if (iterations <= 0)
        {
            throw new UserErrorException($"spectral_norm: there is an iteration at least, not {iterations}.");
        }

        return dim < 0 ? dim + count : dim;
    }

    /// <summary>The weight as a matrix (outputs, all others). The caller owns it.</summary>
    public static Tensor Matrix(Tensor weight, long dim)
    {
        var shape = weight.shape;
        if (dim == 0)
        {
            return aten.reshape(weight, [shape[0], -1]);
        }

        using var front = aten.permute(weight, [dim, .. Enumerable.Range(0, shape.Length).Select(i => (long)i).Where(i => i != dim)]);
        return aten.reshape(front, [shape[dim], -1]);
    }

    /// <summary>A random vector of length 1 in the size of one dimension of a matrix.</summary>
    public static Tensor Start(Tensor matrix, int dimension, double eps)
    {
        using var random = aten.normal_(empty([matrix.shape[dimension]], matrix.dtype, matrix.device), 0, 1);
        return nn.functional.normalize(random, dim: 0, eps: eps);
    }

    /// <summary>Brings two vectors closer to the first singular ones, in place.</summary>
    public static void Iterate(Tensor matrix, Tensor u, Tensor v, int iterations, double eps, bool uFirst)
    {
        for (var i = 0; i < iterations; i++)
        {
            using var scope = NewDisposeScope();
            var transposed = aten.t(matrix);
            if (uFirst)
            {
                aten.copy_(u, nn.functional.normalize(aten.mv(matrix, v), dim: 0, eps: eps));
            }

            aten.copy_(v, nn.functional.normalize(aten.mv(transposed, u), dim: 0, eps: eps));
            if (!uFirst)
            {
                aten.copy_(u, nn.functional.normalize(aten.mv(matrix, v), dim: 0, eps: eps));
            }
        }
    }

    /// <summary>The weight over u^T W v. Copies of the vectors take part, so that the next iteration does not disturb the backward pass.</summary>
    public static Tensor Divide(Tensor weight, Tensor matrix, Tensor u, Tensor v)
    {
        using var scope = NewDisposeScope();
        var sigma = aten.dot(aten.clone(u), aten.mv(matrix, aten.clone(v)));
        return aten.div_Tensor(weight, sigma).MoveToOuterDisposeScope();
    }
}
