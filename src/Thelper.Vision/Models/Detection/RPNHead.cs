using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>For each pixel of each feature map: how likely each anchor there holds an object, and how to move it.</summary>
public sealed class RPNHead : nn.Module<IReadOnlyList<Tensor>, (IReadOnlyList<Tensor> Logits, IReadOnlyList<Tensor> Deltas)>
{
    private readonly Sequential conv;
    private readonly Conv2d cls_logits;
    private readonly Conv2d bbox_pred;

    /// <summary>Builds the head and initialises it from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of the feature maps.</param>
    /// <param name="numAnchors">Anchors at each pixel.</param>
    /// <param name="convDepth">3x3 convolutions before the outputs.</param>
    public RPNHead(int inChannels, int numAnchors, int convDepth = 1)
    {
        conv = nn.Sequential(Enumerable.Range(0, convDepth)
            .Select(_ => (nn.Module<Tensor, Tensor>)new Conv2dNormActivation(inChannels, inChannels, 3, activation: static () => nn.ReLU(inplace: true))).ToArray());
        cls_logits = nn.Conv2d(inChannels, numAnchors, 1);
        bbox_pred = nn.Conv2d(inChannels, numAnchors * 4, 1);
        register_module("conv", conv);
        register_module("cls_logits", cls_logits);
        register_module("bbox_pred", bbox_pred);
        foreach (var layer in modules().OfType<Conv2d>())
        {
            nn.init.normal_(layer.weight, std: 0.01);
            nn.init.zeros_(layer.bias!);
        }
    }

    /// <inheritdoc/>
    protected override long StateVersion => 2;

    /// <inheritdoc/>
    public override (IReadOnlyList<Tensor> Logits, IReadOnlyList<Tensor> Deltas) forward(IReadOnlyList<Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (logits, deltas) = (new List<Tensor>(), new List<Tensor>());
        foreach (var map in input)
        {
            using var scope = NewDisposeScope();
            var hidden = conv.call(map);
            logits.Add(cls_logits.call(hidden).MoveToOuterDisposeScope());
            deltas.Add(bbox_pred.call(hidden).MoveToOuterDisposeScope());
        }

        return (logits, deltas);
    }
}
