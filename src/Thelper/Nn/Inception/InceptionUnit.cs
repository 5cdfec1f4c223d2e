using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Inception;

/// <summary>A convolution without bias, batch normalisation and a rectifier. Keys <c>conv.weight</c>, <c>bn.*</c>.</summary>
internal sealed class InceptionUnit : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;
    private readonly ReLU relu = nn.ReLU(inplace: true);

    private InceptionUnit(int inputs, int outputs, (long, long) kernel, int stride, (long, long) padding)
    {
        conv = nn.Conv2d(inputs, outputs, kernel, stride: (stride, stride), padding: padding, bias: false);
        bn = nn.BatchNorm2d(outputs, eps: 0.001);
        register_module("conv", conv);
        register_module("bn", bn);
        register_module("relu", relu);
    }

    /// <summary>A unit that keeps the size of the map.</summary>
    public static InceptionUnit Same(int inputs, int outputs, int height, int width) => new(inputs, outputs, (height, width), 1, (height / 2, width / 2));

    /// <summary>A unit that keeps the size of the map, with a square kernel.</summary>
    public static InceptionUnit Same(int inputs, int outputs, int kernel = 1) => Same(inputs, outputs, kernel, kernel);

    /// <summary>A 3x3 unit without padding.</summary>
    public static InceptionUnit Inner(int inputs, int outputs, int stride = 2) => new(inputs, outputs, (3, 3), stride, (0, 0));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return relu.call(bn.call(conv.call(input))).MoveToOuterDisposeScope();
    }
}
