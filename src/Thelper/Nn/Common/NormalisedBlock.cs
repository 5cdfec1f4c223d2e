using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Common;

/// <summary>A layer, the normalisation of its result, and an activation: what most bricks of <c>thelper.nn.common</c> are.</summary>
/// <remarks>Keys: the layer's under its own name, the normalisation's under <c>bn</c>, the slope of a <c>prelu</c> under <c>act</c>.</remarks>
public abstract class NormalisedBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> layer;
    private readonly nn.Module<Tensor, Tensor>? shuffle;
    private readonly nn.Module<Tensor, Tensor>? norm;
    private readonly nn.Module<Tensor, Tensor>? activation;

    private protected NormalisedBlock(
        string layerName, nn.Module<Tensor, Tensor> layer, nn.Module<Tensor, Tensor>? norm, string? activation, nn.Module<Tensor, Tensor>? shuffle = null)
    {
        this.layer = layer;
        this.shuffle = shuffle;
        this.norm = norm;
        this.activation = BlockParts.Activation(activation);
        register_module(layerName, layer);
        BlockParts.Register(this, ("ps", shuffle), ("bn", norm), ("act", this.activation));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = layer.call(input);
        x = shuffle?.call(x) ?? x;
        x = norm?.call(x) ?? x;
        x = activation?.call(x) ?? x;
        return x.MoveToOuterDisposeScope();
    }
}
