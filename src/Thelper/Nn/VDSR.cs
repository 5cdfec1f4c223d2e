using Thelper.Nn.Common;
using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A deep network that predicts what an enlarged image lacks, and adds it.</summary>
/// <remarks>
/// Kim, Lee, Lee: "Accurate Image Super-Resolution Using Very Deep Convolutional Networks", arXiv:1511.04587. Input and output:
/// float32 (batch, C, height, width). Each channel is processed by itself. Initialised as He et al. (arXiv:1502.01852, fan-in).
/// </remarks>
[TypeName("thelper.nn.sr.vdsr.VDSR", "thelper.nn.sr.VDSR")]
public sealed class VDSR : Module
{
    private readonly int channels;
    private readonly ConvBlock first;
    private readonly Sequential residual;
    private readonly ConvBlock last;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A super-resolution or regression task.</param>
    /// <param name="numChannels">Channels processed together; 1 processes every channel by itself.</param>
    /// <param name="baseFilter">Channels of the hidden layers.</param>
    /// <param name="kernelSize0">Side of the first kernel, odd; the others are 3x3.</param>
    /// <param name="numResiduals">Hidden layers.</param>
    /// <param name="groups">Groups of the convolutions.</param>
    /// <param name="activation"><c>relu</c>, <c>prelu</c>, <c>lrelu</c>, <c>tanh</c>, <c>sigmoid</c>, or null.</param>
    /// <param name="norm"><c>batch</c>, <c>instance</c>, or null.</param>
    /// <exception cref="UserErrorException">A size is out of range, a name is not known, or the task does not fit.</exception>
    public VDSR(
        Tasks.Task task,
        int numChannels = 1,
        int baseFilter = 64,
        int kernelSize0 = 3,
        int numResiduals = 18,
        int groups = 1,
        string? activation = "relu",
        string? norm = "batch")
        : base(task)
    {
        ChannelFolding.Check(task, TypeName);
        ChannelFolding.Check(
            ("num_channels", numChannels, 1), ("base_filter", baseFilter, 1), ("kernel_size0", kernelSize0, 1), ("num_residuals", numResiduals, 0), ("groups", groups, 1));
        if (kernelSize0 % 2 == 0)
        {
            throw new UserErrorException($"kernel_size0: {kernelSize0} is even; only an odd kernel keeps the size of the image");
        }

        channels = numChannels;
        first = new ConvBlock(numChannels, baseFilter, kernelSize0, 1, kernelSize0 / 2, groups, bias: false, activation, norm);
        residual = nn.Sequential(Enumerable.Range(0, numResiduals)
            .Select(_ => (nn.Module<Tensor, Tensor>)new ConvBlock(baseFilter, baseFilter, 3, 1, 1, groups, bias: false, activation, norm)));
        last = new ConvBlock(baseFilter, numChannels, 3, 1, 1, groups, bias: false, activation: null, norm: null);
        register_module("input_conv", first);
        register_module("residual_layers", residual);
        register_module("output_conv", last);
        Initialise();
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
        return ChannelFolding.Run(input, channels, x => last.call(residual.call(first.call(x))) + x).MoveToOuterDisposeScope();
    }

    private void Initialise()
    {
        foreach (var module in modules())
        {
            if (module is Conv2d conv)
            {
                nn.init.kaiming_normal_(conv.weight);
            }
            else if (module is BatchNorm2d norm)
            {
                nn.init.normal_(norm.weight!, 1, 0.02);
                nn.init.zeros_(norm.bias!);
            }
        }
    }
}
