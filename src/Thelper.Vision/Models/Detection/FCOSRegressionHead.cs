using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Finds the sides of the object at every pixel of every feature map, and how central in it the pixel is (arXiv:1904.01355, sections 3.1 and 3.3).</summary>
public sealed class FCOSRegressionHead : nn.Module<IReadOnlyList<Tensor>, (Tensor Codes, Tensor Centrality)>
{
    private readonly Sequential conv;
    private readonly Conv2d bbox_reg;
    private readonly Conv2d bbox_ctrness;

    /// <summary>Builds the head and initialises it from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of the feature maps.</param>
    public FCOSRegressionHead(int inChannels)
    {
        conv = FCOSClassificationHead.Tower(inChannels);
        bbox_reg = nn.Conv2d(inChannels, 4, 3, padding: 1);
        bbox_ctrness = nn.Conv2d(inChannels, 1, 3, padding: 1);
        foreach (var part in new nn.Module[] { bbox_reg, bbox_ctrness, conv })
        {
            RetinaNetClassificationHead.Narrow(part);
        }

        register_module("conv", conv);
        register_module("bbox_reg", bbox_reg);
        register_module("bbox_ctrness", bbox_ctrness);
    }

    /// <inheritdoc/>
    public override (Tensor Codes, Tensor Centrality) forward(IReadOnlyList<Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var (codes, centrality) = (new List<Tensor>(), new List<Tensor>());
        foreach (var map in input)
        {
            var hidden = conv.call(map);
            codes.Add(DenseOutputs.Rows(bbox_reg.call(hidden).relu(), 4));
            centrality.Add(DenseOutputs.Rows(bbox_ctrness.call(hidden), 1));
        }

        return (cat(codes, 1).MoveToOuterDisposeScope(), cat(centrality, 1).MoveToOuterDisposeScope());
    }
}
