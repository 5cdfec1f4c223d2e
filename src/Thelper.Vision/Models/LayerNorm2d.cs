using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>Layer normalisation over the channels of maps (N, C, H, W), at each place for itself.</summary>
internal sealed class LayerNorm2d : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long channels;
    private readonly double eps;

    public LayerNorm2d(long channels, double eps)
    {
        (this.channels, this.eps) = (channels, eps);
        weight = new Parameter(ones(channels));
        bias = new Parameter(zeros(channels));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var last = nn.functional.layer_norm(input.permute(0, 2, 3, 1), [channels], get_parameter("weight"), get_parameter("bias"), eps);
        return last.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"({channels},), eps={PythonFloat.Of(eps)}, elementwise_affine=True";
}
