using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A <see cref="ResNet"/> whose head is convolutional, so that larger images give a map of scores.</summary>
/// <remarks>Output: (batch, classes, ...) with every dimension of size 1 left out, also a batch of one.</remarks>
[TypeName("thelper.nn.resnet.ResNetFullyConv")]
public sealed class ResNetFullyConv : ResNet
{
    private static readonly string[] Parameters =
        ["block", "layers", "strides", "input_channels", "flexible_input_res", "pool_size", "coordconv", "radius_channel", "pretrained"];

    /// <summary>Builds the network; see <see cref="ResNet"/> for the parameters.</summary>
    /// <param name="task">A classification task.</param>
    /// <param name="block">Class of the blocks.</param>
    /// <param name="layers">Blocks in each stage.</param>
    /// <param name="strides">Stride of each stage.</param>
    /// <param name="input_channels">Channels of the images.</param>
    /// <param name="flexible_input_res">Average over the whole last map.</param>
    /// <param name="pool_size">Side of the average pooling otherwise, stride 1.</param>
    /// <param name="coordconv">Give the first convolution and the projections coordinate channels.</param>
    /// <param name="radius_channel">With <paramref name="coordconv"/>: also the distance to the middle.</param>
    /// <param name="pretrained">Start from torchvision's ImageNet weights.</param>
    public ResNetFullyConv(
        Tasks.Task task,
        string block = "thelper.nn.resnet.BasicBlock",
        object? layers = null,
        IReadOnlyList<int>? strides = null,
        int input_channels = 3,
        bool flexible_input_res = false,
        int pool_size = 7,
        bool coordconv = false,
        bool radius_channel = true,
        bool pretrained = false)
        : base(
            task, block, layers, strides, input_channels, flexible_input_res, pool_size, coordconv: coordconv, radius_channel: radius_channel,
            pretrained: pretrained) =>
        KeepConfig(Parameters);

    private protected override bool ConvolutionalHead => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return ApplyHead(Pool(GetEmbedding(input, pool: false), input, exact: false)).squeeze().MoveToOuterDisposeScope();
    }
}
