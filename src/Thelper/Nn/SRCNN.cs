using Thelper.Nn.Common;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Three convolutions that sharpen an image enlarged before.</summary>
/// <remarks>
/// Dong, Loy, He, Tang: "Image Super-Resolution Using Deep Convolutional Networks", arXiv:1501.00092. Input: float32 (batch, C, height,
/// width); output: the same with 16 rows and columns less, since nothing is padded. Each channel is processed by itself.
/// </remarks>
[TypeName("thelper.nn.sr.srcnn.SRCNN", "thelper.nn.sr.SRCNN")]
public sealed class SRCNN : Module
{
    private readonly int channels;
    private readonly ConvBlock conv1;
    private readonly ConvBlock conv2;
    private readonly ConvBlock conv3;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A super-resolution or regression task.</param>
    /// <param name="numChannels">Channels processed together; 1 processes every channel by itself.</param>
    /// <param name="baseFilter">Channels after the first convolution; the second has half as many. At least 2.</param>
    /// <param name="groups">Groups of the convolutions.</param>
    /// <exception cref="UserErrorException">A size is out of range, or the task does not fit.</exception>
    public SRCNN(Tasks.Task task, int numChannels = 1, int baseFilter = 64, int groups = 1)
        : base(task)
    {
        ChannelFolding.Check(task, TypeName);
        ChannelFolding.Check(("num_channels", numChannels, 1), ("base_filter", baseFilter, 2), ("groups", groups, 1));
        channels = numChannels;
        conv1 = new ConvBlock(numChannels, baseFilter, 9, 1, 0, groups, norm: null);
        conv2 = new ConvBlock(baseFilter, baseFilter / 2, 5, 1, 0, groups, norm: null);
        conv3 = new ConvBlock(baseFilter / 2, numChannels, 5, 1, 0, groups, activation: null, norm: null);
        register_module("conv1", conv1);
        register_module("conv2", conv2);
        register_module("conv3", conv3);
    }

    /// <summary>Stores the task; the network does not depend on it.</summary>
    /// <param name="task">A super-resolution or regression task.</param>
    public override void SetTask(Tasks.Task task)
    {
        ChannelFolding.Check(task, TypeName);
        Task = task;
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">Always: each channel is processed by itself.</exception>
    public override void AdaptInput(int channels) => throw InputSurgery.Refusal(TypeName, "it processes every channel by itself and takes images of any number of channels; leave adapt_input out");

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return ChannelFolding.Run(input, channels, x => conv3.call(conv2.call(conv1.call(x)))).MoveToOuterDisposeScope();
    }
}
