using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Samples;

public sealed class SmallNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features;
    private readonly Module<Tensor, Tensor> fc;

    public SmallNet(int image_size = 32, int channels = 3, int width = 16, int num_classes = 10)
        : base(nameof(SmallNet))
    {
        features = Sequential(
            Conv2d(channels, width, 3, padding: 1), BatchNorm2d(width), ReLU(), MaxPool2d(2),
            Conv2d(width, 2 * width, 3, padding: 1), BatchNorm2d(2 * width), ReLU(), MaxPool2d(2),
            Conv2d(2 * width, 4 * width, 3, padding: 1), BatchNorm2d(4 * width), ReLU(), MaxPool2d(2),
            Flatten());
        fc = Linear(4 * width * (image_size / 8) * (image_size / 8), num_classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => fc.call(features.call(input));
}
