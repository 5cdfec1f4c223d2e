using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>A convolution without bias, batch normalisation with its own epsilon (0.001, as the published weights need it), and ReLU.</summary>
internal sealed class BasicConv2d : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;

    public BasicConv2d(int inputs, int outputs, (int Rows, int Columns) kernel, int stride = 1, (int Rows, int Columns) padding = default)
    {
        conv = nn.Conv2d(inputs, outputs, ((long)kernel.Rows, (long)kernel.Columns), stride: (stride, stride), padding: (padding.Rows, padding.Columns), bias: false);
        bn = nn.BatchNorm2d(outputs, eps: 0.001);
        RegisterComponents();
    }

    public BasicConv2d(int inputs, int outputs, int kernel, int stride = 1, int padding = 0)
        : this(inputs, outputs, (kernel, kernel), stride, (padding, padding))
    {
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return nn.functional.relu(bn.call(conv.call(input)), inplace: true).MoveToOuterDisposeScope();
    }
}
