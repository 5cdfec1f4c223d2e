using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>The network of Krizhevsky, Sutskever and Hinton (2012), narrowed for 32x32 images; named layers in two sequences.</summary>
internal sealed class AlexNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features;
    private readonly Module<Tensor, Tensor> pool;
    private readonly Module<Tensor, Tensor> classifier;

    public AlexNet(string name, int classes, Device? device = null)
        : base(name)
    {
        features = Sequential(
            ("conv1", Conv2d(3, 16, kernel_size: 3, stride: 2, padding: 1)),
            ("relu1", ReLU(inplace: true)),
            ("pool1", MaxPool2d(kernel_size: [2, 2])),
            ("conv2", Conv2d(16, 24, kernel_size: 3, padding: 1)),
            ("relu2", ReLU(inplace: true)),
            ("conv3", Conv2d(24, 16, kernel_size: 3, padding: 1)),
            ("relu3", ReLU(inplace: true)),
            ("pool3", MaxPool2d(kernel_size: [2, 2])));
        pool = AdaptiveAvgPool2d([2, 2]);
        classifier = Sequential(
            ("drop1", Dropout(0.1)),
            ("fc1", Linear(16 * 2 * 2, 32)),
            ("relu1", ReLU(inplace: true)),
            ("fc2", Linear(32, classes)));
        RegisterComponents();

        if (device is not null && device.type != DeviceType.CPU)
        {
            this.to(device);
        }
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var pooled = pool.forward(features.forward(input));
        return classifier.forward(pooled.view([pooled.shape[0], 16 * 2 * 2])).MoveToOuterDisposeScope();
    }
}
