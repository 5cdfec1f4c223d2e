using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Scores every class at every anchor of every feature map (arXiv:1708.02002, section 4).</summary>
public sealed class RetinaNetClassificationHead : nn.Module<IReadOnlyList<Tensor>, Tensor>
{
    private const double Prior = 0.01;
    private readonly Sequential conv;
    private Conv2d cls_logits;

    /// <summary>Builds the head and initialises it from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of the feature maps.</param>
    /// <param name="numAnchors">Anchors at each pixel.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    /// <param name="norm">Makes the normalisation of so many channels; null for none.</param>
    public RetinaNetClassificationHead(int inChannels, int numAnchors, int numClasses, Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        conv = Tower(inChannels, norm);
        Narrow(conv);
        cls_logits = Logits(inChannels, numAnchors, numClasses);
        register_module("conv", conv);
        register_module("cls_logits", cls_logits);
        ClassCount = numClasses;
    }

    /// <summary>Classes, the background counted.</summary>
    public int ClassCount { get; private set; }

    /// <inheritdoc/>
    protected override long StateVersion => 2;

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        return cat([.. input.Select(map => DenseOutputs.Rows(cls_logits.call(conv.call(map)), ClassCount))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Convolutions that both heads start with.</summary>
    internal static Sequential Tower(int channels, Func<long, nn.Module<Tensor, Tensor>>? norm) => nn.Sequential(Enumerable.Range(0, 4)
        .Select(_ => (nn.Module<Tensor, Tensor>)new Conv2dNormActivation(channels, channels, 3, norm: norm, activation: static () => nn.ReLU(inplace: true))).ToArray());

    /// <summary>Draws the weights of convolutions from a narrow normal distribution.</summary>
    internal static void Narrow(nn.Module part)
    {
        foreach (var layer in part.modules().OfType<Conv2d>())
        {
            nn.init.normal_(layer.weight, std: 0.01);
            if (layer.bias is { } bias)
            {
                nn.init.zeros_(bias);
            }
        }
    }

    /// <summary>A last layer that holds every anchor for background at first: the many there are would drown the others.</summary>
    internal static Conv2d Logits(long channels, long anchors, long classes)
    {
        var layer = nn.Conv2d(channels, anchors * classes, 3, padding: 1);
        nn.init.normal_(layer.weight, std: 0.01);
        nn.init.constant_(layer.bias!, -Math.Log((1 - Prior) / Prior));
        return layer;
    }

    /// <summary>Gives it a last layer for another number of classes.</summary>
    internal void Replace(int classes)
    {
        var fresh = Logits(cls_logits.weight.shape[1], cls_logits.weight.shape[0] / ClassCount, classes);
        fresh.train(training);
        register_module("cls_logits", fresh);
        cls_logits.Dispose();
        (cls_logits, ClassCount) = (fresh, classes);
    }
}
