using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Efficient;

/// <summary>A block of EfficientNet: widen, filter every channel by itself, weigh the channels, narrow; added to its input where shapes allow.</summary>
/// <remarks>
/// Keys: <c>_expand_conv</c>, <c>_bn0</c> (where it widens), <c>_depthwise_conv</c>, <c>_bn1</c>, <c>_se_reduce</c>, <c>_se_expand</c>, <c>_project_conv</c>, <c>_bn2</c>.
/// In training the branch is left out for some images of a batch (Huang and others: "Deep Networks with Stochastic Depth", arXiv:1603.09382).
/// </remarks>
internal sealed class MBConvBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d? expand;
    private readonly BatchNorm2d? expandNorm;
    private readonly SamePadding depthwise;
    private readonly BatchNorm2d depthwiseNorm;
    private readonly Conv2d reduce;
    private readonly Conv2d restore;
    private readonly Conv2d project;
    private readonly BatchNorm2d projectNorm;
    private readonly bool residual;
    private readonly double dropped;

    /// <summary>Builds the block.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Side of the depthwise kernel.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="expansion">Factor between the input's channels and those within.</param>
    /// <param name="side">Side of the maps that come in, where images have the size the network was made for.</param>
    /// <param name="dropped">Share of images for which training leaves the branch out.</param>
    public MBConvBlock(int inputs, int outputs, int kernel, int stride, int expansion, int side, double dropped)
    {
        this.dropped = dropped;
        residual = stride == 1 && inputs == outputs;
        var wide = inputs * expansion;
        if (expansion != 1)
        {
            expand = nn.Conv2d(inputs, wide, 1, bias: false);
            expandNorm = Norm(wide);
            register_module("_expand_conv", expand);
            register_module("_bn0", expandNorm);
        }

        depthwise = new SamePadding(wide, wide, kernel, stride, side, groups: wide);
        depthwiseNorm = Norm(wide);
        var squeezed = Math.Max(1, inputs / 4);
        reduce = nn.Conv2d(wide, squeezed, 1);
        restore = nn.Conv2d(squeezed, wide, 1);
        project = nn.Conv2d(wide, outputs, 1, bias: false);
        projectNorm = Norm(outputs);
        register_module("_depthwise_conv", depthwise.Layer);
        register_module("_bn1", depthwiseNorm);
        register_module("_se_reduce", reduce);
        register_module("_se_expand", restore);
        register_module("_project_conv", project);
        register_module("_bn2", projectNorm);
        Side = depthwise.Side;
    }

    /// <summary>Side of the maps that come out.</summary>
    public int Side { get; }

    /// <summary>The normalisation of the whole network.</summary>
    /// <param name="channels">Its channels.</param>
    public static BatchNorm2d Norm(int channels) => nn.BatchNorm2d(channels, eps: 0.001, momentum: 0.01);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = expand is null ? input : nn.functional.silu(expandNorm!.call(expand.call(input)));
        x = nn.functional.silu(depthwiseNorm.call(depthwise.Call(x)));
        var weights = restore.call(nn.functional.silu(reduce.call(nn.functional.adaptive_avg_pool2d(x, 1)))).sigmoid();
        x = projectNorm.call(project.call(weights * x));
        return (residual ? Thinned(x) + input : x).MoveToOuterDisposeScope();
    }

    private Tensor Thinned(Tensor branch)
    {
        if (!training || dropped == 0)
        {
            return branch;
        }

        var kept = 1 - dropped;
        return branch / kept * (kept + rand([branch.shape[0], 1, 1, 1], dtype: branch.dtype, device: branch.device)).floor();
    }
}
