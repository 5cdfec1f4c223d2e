using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Samples;

public sealed class SmallNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features;
    private readonly Module<Tensor, Tensor> fc;

    public SmallNet(int channels = 3, int width = 16, int num_classes = 10)
        : base(nameof(SmallNet))
    {
        features = Sequential(
            Conv2d(channels, width, 3, padding: 1), BatchNorm2d(width), ReLU(), MaxPool2d(2),
            Conv2d(width, 2 * width, 3, padding: 1), BatchNorm2d(2 * width), ReLU(), AdaptiveAvgPool2d(1), Flatten());
        fc = Linear(2 * width, num_classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => fc.call(features.call(input));
}
