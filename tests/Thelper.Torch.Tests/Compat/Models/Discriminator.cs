using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>The discriminator of DCGAN (Radford and others, 2015): strided convolutions from an image to one probability.</summary>
internal sealed class DcganDiscriminator : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> main;

    public DcganDiscriminator(int ndf, int nc)
        : base(nameof(DcganDiscriminator))
    {
        main = Sequential(
            Conv2d(nc, ndf, kernel_size: 4, stride: 2, padding: 1, bias: false),
            LeakyReLU(0.2, inplace: true),
            Conv2d(ndf, ndf * 2, kernel_size: 4, stride: 2, padding: 1, bias: false),
            BatchNorm2d(ndf * 2),
            LeakyReLU(0.2, inplace: true),
            Conv2d(ndf * 2, 1, kernel_size: 4, stride: 1, padding: 0L, bias: false),
            Sigmoid());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return main.forward(input).view(-1, 1).squeeze(1).MoveToOuterDisposeScope();
    }
}
