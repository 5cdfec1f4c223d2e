using Thelper.Torch.Modules;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

/// <summary>A 1x1 convolution; its second output is the first, negated, at half the size.</summary>
internal sealed class TwoHeads : Thelper.Nn.Module, INamedOutputs
{
    private readonly Conv2d conv;

    public TwoHeads(Thelper.Tasks.Task task, int inputs, int outputs, int stride = 1)
        : base(task)
    {
        conv = nn.Conv2d(inputs, outputs, 1, stride: stride);
        register_module("conv", conv);
        nn.init.constant_(conv.weight, 0.25);
        nn.init.zeros_(conv.bias!);
    }

    public override Tensor forward(Tensor input) => conv.call(input);

    public OrderedDictionary<string, Tensor> Outputs(Tensor input)
    {
        var output = conv.call(input);
        return new() { ["out"] = output, ["aux"] = -output, ["reconstr"] = output };
    }
}
