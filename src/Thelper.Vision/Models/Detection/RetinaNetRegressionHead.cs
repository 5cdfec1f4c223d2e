using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Moves every anchor of every feature map (arXiv:1708.02002, section 4).</summary>
public sealed class RetinaNetRegressionHead : nn.Module<IReadOnlyList<Tensor>, Tensor>
{
    private readonly Sequential conv;
    private readonly Conv2d bbox_reg;

    /// <summary>Builds the head and initialises it from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of the feature maps.</param>
    /// <param name="numAnchors">Anchors at each pixel.</param>
    /// <param name="norm">Makes the normalisation of so many channels; null for none.</param>
    public RetinaNetRegressionHead(int inChannels, int numAnchors, Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        conv = RetinaNetClassificationHead.Tower(inChannels, norm);
        bbox_reg = nn.Conv2d(inChannels, numAnchors * 4, 3, padding: 1);
        RetinaNetClassificationHead.Narrow(bbox_reg);
        RetinaNetClassificationHead.Narrow(conv);
        register_module("conv", conv);
        register_module("bbox_reg", bbox_reg);
    }

    /// <inheritdoc/>
    protected override long StateVersion => 2;

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        return cat([.. input.Select(map => DenseOutputs.Rows(bbox_reg.call(conv.call(map)), 4))], 1).MoveToOuterDisposeScope();
    }
}
