using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>The generator of DCGAN (Radford and others, 2015): transposed convolutions from a vector to an image.</summary>
internal sealed class DcganGenerator : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> main;

    public DcganGenerator(int nz, int ngf, int nc)
        : base(nameof(DcganGenerator))
    {
        main = Sequential(
            ConvTranspose2d(nz, ngf * 2, 4, stride: 1, padding: 0, bias: false),
            BatchNorm2d(ngf * 2),
            ReLU(inplace: true),
            ConvTranspose2d(ngf * 2, ngf, 4, stride: 2, padding: 1, bias: false),
            BatchNorm2d(ngf),
            ReLU(inplace: true),
            ConvTranspose2d(ngf, nc, 4, stride: 2, padding: 1, bias: false),
            Tanh());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => main.forward(input);
}
