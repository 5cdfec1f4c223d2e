using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A matrix divided by its greatest singular value. Registered by <c>torch.nn.utils.parametrizations.spectral_norm</c>.</summary>
/// <remarks>T. Miyato et al., "Spectral normalization for generative adversarial networks", 2018.</remarks>
public sealed class SpectralNormParametrization : nn.Module<Tensor, Tensor>, IRightInverse
{
    private readonly long dim;
    private readonly double eps;
    private readonly int iterations;
    private readonly Tensor? u;
    private readonly Tensor? v;

    internal SpectralNormParametrization(Tensor weight, int n_power_iterations, long dim, double eps)
    {
        this.dim = SpectralNormMath.Dimension(weight, dim, n_power_iterations);
        this.eps = eps;
        iterations = n_power_iterations;
        if (weight.dim() > 1)
        {
            using var mode = no_grad();
            using var matrix = SpectralNormMath.Matrix(weight, this.dim);
            u = SpectralNormMath.Start(matrix, 0, eps);
            v = SpectralNormMath.Start(matrix, 1, eps);
            register_buffer("_u", u);
            register_buffer("_v", v);
            SpectralNormMath.Iterate(matrix, u, v, 15, eps, uFirst: true);
        }
    }

    /// <inheritdoc/>
    public override string GetName() => "_SpectralNorm";

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (u is null)
        {
            return nn.functional.normalize(input, dim: 0, eps: eps);
        }

        using var scope = NewDisposeScope();
        var matrix = SpectralNormMath.Matrix(input, dim);
        if (training)
        {
            using var mode = no_grad();
            SpectralNormMath.Iterate(matrix, u, v!, iterations, eps, uFirst: true);
        }

        return SpectralNormMath.Divide(input, matrix, u, v!).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor right_inverse(Tensor value) => aten.alias(value);
}
