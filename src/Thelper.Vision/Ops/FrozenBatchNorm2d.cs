using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Batch normalisation with fixed statistics and fixed scale and shift: all four are buffers, nothing is learnt.</summary>
/// <remarks>For backbones with published weights that train with few images a step.</remarks>
public sealed class FrozenBatchNorm2d : nn.Module<Tensor, Tensor>
{
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly Tensor mean;
    private readonly Tensor variance;

    /// <summary>Creates the layer; it changes nothing until weights are loaded.</summary>
    /// <param name="numFeatures">Channels.</param>
    /// <param name="eps">Added to the variance.</param>
    public FrozenBatchNorm2d(long numFeatures, double eps = 1e-5)
    {
        Eps = eps;
        weight = ones(numFeatures).DetachFromDisposeScope();
        bias = zeros(numFeatures).DetachFromDisposeScope();
        mean = zeros(numFeatures).DetachFromDisposeScope();
        variance = ones(numFeatures).DetachFromDisposeScope();
        register_buffer("weight", weight);
        register_buffer("bias", bias);
        register_buffer("running_mean", mean);
        register_buffer("running_var", variance);
    }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; internal set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var scale = get_buffer("weight")!.reshape(1, -1, 1, 1) * (get_buffer("running_var")!.reshape(1, -1, 1, 1) + Eps).rsqrt();
        var shift = get_buffer("bias")!.reshape(1, -1, 1, 1) - (get_buffer("running_mean")!.reshape(1, -1, 1, 1) * scale);
        return ((input * scale) + shift).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"{weight.shape[0]}, eps={PythonFloat.Of(Eps)}";
}
