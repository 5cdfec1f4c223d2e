using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

/// <summary>A 1x1 convolution as a user writes it.</summary>
internal sealed class OneHead : Thelper.Nn.Module
{
    private readonly Conv2d conv;

    public OneHead(Thelper.Tasks.Task task, int inputs, int outputs, int stride = 1)
        : base(task)
    {
        conv = nn.Conv2d(inputs, outputs, 1, stride: stride);
        register_module("conv", conv);
        nn.init.constant_(conv.weight, 0.25);
        nn.init.zeros_(conv.bias!);
    }

    public override Tensor forward(Tensor input) => conv.call(input);
}
