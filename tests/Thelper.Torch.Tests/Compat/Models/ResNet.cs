using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;
using static Thelper.Torch.torch.nn.functional;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>Residual blocks (He and others, 2015), chosen by a delegate as TorchSharp users do.</summary>
internal sealed class ResNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv1;
    private readonly Module<Tensor, Tensor> bn1;
    private readonly Torch.Modules.ModuleList<Module<Tensor, Tensor>> blocks;
    private readonly Torch.Modules.Linear fc;

    public ResNet(Func<long, long, long, Module<Tensor, Tensor>> block, int[] counts, int classes)
        : base(nameof(ResNet))
    {
        conv1 = Conv2d(3, 8, kernel_size: 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(8);
        blocks = ModuleList<Module<Tensor, Tensor>>();
        var channels = 8L;
        for (var stage = 0; stage < counts.Length; stage++)
        {
            for (var i = 0; i < counts[stage]; i++)
            {
                var width = 8L << stage;
                blocks.append(block(channels, width, i == 0 && stage > 0 ? 2 : 1));
                channels = width;
            }
        }

        fc = Linear(channels, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = relu(bn1.call(conv1.call(input)));
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        x = x.mean([2L, 3L]);
        return fc.call(x).MoveToOuterDisposeScope();
    }

    public sealed class BasicBlock : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> body;
        private readonly Module<Tensor, Tensor> shortcut;

        public BasicBlock(long channels, long width, long stride)
            : base(nameof(BasicBlock))
        {
            body = Sequential(
                ("conv1", Conv2d(channels, width, kernel_size: 3, stride: stride, padding: 1, bias: false)),
                ("bn1", BatchNorm2d(width)),
                ("relu", ReLU(inplace: true)),
                ("conv2", Conv2d(width, width, kernel_size: 3, padding: 1, bias: false)),
                ("bn2", BatchNorm2d(width)));
            shortcut = stride == 1 && channels == width
                ? Sequential()
                : Sequential(("conv", Conv2d(channels, width, kernel_size: 1, stride: stride, bias: false)), ("bn", BatchNorm2d(width)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = body.forward(input);
            using var y = shortcut.forward(input);
            return x.add_(y).relu_();
        }
    }
}
