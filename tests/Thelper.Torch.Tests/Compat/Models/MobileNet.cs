using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>Depthwise separable convolutions (Howard and others, 2017) with one inverted residual (Sandler and others, 2018).</summary>
internal sealed class MobileNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> stem;
    private readonly Module<Tensor, Tensor> separable;
    private readonly InvertedResidual residual;
    private readonly Module<Tensor, Tensor> head;

    public MobileNet(int classes)
        : base(nameof(MobileNet))
    {
        stem = Sequential(Conv2d(3, 8, kernel_size: 3, stride: 2, padding: 1, bias: false), BatchNorm2d(8), ReLU6());
        separable = Sequential(
            Conv2d(8, 8, kernel_size: 3, padding: 1, groups: 8, bias: false),
            BatchNorm2d(8),
            ReLU6(inplace: true),
            Conv2d(8, 16, kernel_size: 1L, stride: 1L, padding: 0L, bias: false),
            BatchNorm2d(16),
            ReLU6(inplace: true));
        residual = new InvertedResidual(16, 2);
        head = Sequential(AdaptiveAvgPool2d(1), Flatten(), Linear(16, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return head.call(residual.call(separable.call(stem.call(input)))).MoveToOuterDisposeScope();
    }

    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Torch.Modules.Sequential conv;

        public InvertedResidual(long channels, long expansion)
            : base(nameof(InvertedResidual))
        {
            var hidden = channels * expansion;
            conv = Sequential();
            conv.append("expand", Conv2d(channels, hidden, 1, bias: false));
            conv.append("expand_norm", BatchNorm2d(hidden));
            conv.append("act", Hardswish());
            conv.append("depth", Conv2d(hidden, hidden, 3, padding: 1, groups: hidden, bias: false));
            conv.append("depth_norm", BatchNorm2d(hidden));
            conv.append("project", Conv2d(hidden, channels, 1, bias: false));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var change = conv.forward(input);
            return input + change;
        }
    }
}
