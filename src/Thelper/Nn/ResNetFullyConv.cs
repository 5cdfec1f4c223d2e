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
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="flexibleInputRes">Average over the whole last map.</param>
    /// <param name="poolSize">Side of the average pooling otherwise, stride 1.</param>
    /// <param name="coordconv">Give the first convolution and the projections coordinate channels.</param>
    /// <param name="radiusChannel">With <paramref name="coordconv"/>: also the distance to the middle.</param>
    /// <param name="pretrained">Start from torchvision's ImageNet weights.</param>
    public ResNetFullyConv(
        Tasks.Task task,
        string block = "thelper.nn.resnet.BasicBlock",
        object? layers = null,
        IReadOnlyList<int>? strides = null,
        int inputChannels = 3,
        bool flexibleInputRes = false,
        int poolSize = 7,
        bool coordconv = false,
        bool radiusChannel = true,
        bool pretrained = false)
        : base(
            task, block, layers, strides, inputChannels, flexibleInputRes, poolSize, coordconv: coordconv, radiusChannel: radiusChannel,
            pretrained: pretrained)
    {
        DrawHeadAgain();
        KeepConfig(Parameters);
    }

    private protected override string? FixedHead => "tail";

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return ApplyHead(Pool(GetEmbedding(input, pool: false), input, exact: false)).squeeze().MoveToOuterDisposeScope();
    }
}
