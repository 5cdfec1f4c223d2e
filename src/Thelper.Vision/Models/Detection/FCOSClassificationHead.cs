using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Scores every class at every pixel of every feature map (arXiv:1904.01355, section 3.1).</summary>
public sealed class FCOSClassificationHead : nn.Module<IReadOnlyList<Tensor>, Tensor>
{
    private readonly Sequential conv;
    private Conv2d cls_logits;

    /// <summary>Builds the head and initialises it from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of the feature maps.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    public FCOSClassificationHead(int inChannels, int numClasses)
    {
        conv = Tower(inChannels);
        RetinaNetClassificationHead.Narrow(conv);
        cls_logits = RetinaNetClassificationHead.Logits(inChannels, 1, numClasses);
        register_module("conv", conv);
        register_module("cls_logits", cls_logits);
    }

    /// <summary>Classes, the background counted.</summary>
    public long ClassCount => cls_logits.weight.shape[0];

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        return cat([.. input.Select(map => DenseOutputs.Rows(cls_logits.call(conv.call(map)), ClassCount))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Four normalised convolutions that both heads start with.</summary>
    internal static Sequential Tower(int channels) => nn.Sequential(Enumerable.Range(0, 4)
        .SelectMany(_ => new nn.Module<Tensor, Tensor>[] { nn.Conv2d(channels, channels, 3, padding: 1), nn.GroupNorm(32, channels), nn.ReLU() }).ToArray());

    /// <summary>Gives it a last layer for another number of classes.</summary>
    internal void Replace(int classes)
    {
        var fresh = RetinaNetClassificationHead.Logits(cls_logits.weight.shape[1], 1, classes);
        fresh.train(training);
        register_module("cls_logits", fresh);
        cls_logits.Dispose();
        cls_logits = fresh;
    }
}
