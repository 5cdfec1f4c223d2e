using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Two 3x3 convolutions, each with batch normalisation and rectifier. Keys <c>layer.{0,1,3,4}</c>.</summary>
internal sealed class UNetBlock : nn.Module<Tensor, Tensor>
{
    private readonly Sequential layer;

    public UNetBlock(int inputs, int outputs, bool coordconv)
        : base("BasicBlock")
    {
        layer = nn.Sequential(
            CoordConv.MakeConv2d(coordconv, inputs, outputs, 3, padding: 1),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace: true),
            CoordConv.MakeConv2d(coordconv, outputs, outputs, 3, padding: 1),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace: true));
        register_module("layer", layer);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => layer.call(input);
}
