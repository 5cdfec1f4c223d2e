using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>The convolutional head of <see cref="ResNetFullyConv"/>: <c>conv3(x + relu(conv2(relu(conv1(x)))))</c>, all 1x1 without bias.</summary>
public sealed class ConvTailNet : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Conv2d conv3;

    /// <summary>Builds the head.</summary>
    /// <param name="channels">Channels of the feature map.</param>
    /// <param name="classes">Number of outputs.</param>
    public ConvTailNet(int channels, int classes)
    {
        conv1 = nn.Conv2d(channels, channels, 1, bias: false);
        conv2 = nn.Conv2d(channels, channels, 1, bias: false);
        conv3 = nn.Conv2d(channels, classes, 1, bias: false);
        register_module("conv1", conv1);
        register_module("conv2", conv2);
        register_module("conv3", conv3);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var branch = nn.functional.relu(conv2.call(nn.functional.relu(conv1.call(input))));
        return conv3.call(input + branch).MoveToOuterDisposeScope();
    }
}
