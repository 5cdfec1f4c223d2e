using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>The network of Simonyan and Zisserman (2014) built from a list of widths, where 0 halves the image; with batch norms.</summary>
internal sealed class Vgg : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> layers;

    public Vgg(long[] widths, int classes)
        : base("VGG")
    {
        var modules = new List<(string, Module<Tensor, Tensor>)>();
        var channels = 3L;
        foreach (var (i, width) in widths.Index())
        {
            if (width == 0)
            {
                modules.Add(($"pool-{i}", MaxPool2d(kernel_size: 2, stride: 2)));
                continue;
            }

            modules.Add(($"conv-{i}", Conv2d(channels, width, kernel_size: 3, padding: 1)));
            modules.Add(($"norm-{i}", BatchNorm2d(width)));
            modules.Add(($"relu-{i}", ReLU(inplace: true)));
            channels = width;
        }

        modules.Add(("avgpool", AvgPool2d(kernel_size: 1, stride: 1)));
        modules.Add(("flatten", Flatten()));
        modules.Add(("linear", Linear(channels, classes)));
        layers = Sequential(modules);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => layers.forward(input);
}
