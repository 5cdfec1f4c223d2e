using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Inception;

/// <summary>Branches whose channels are brought to those of the input, scaled down and added to it. Keys <c>branch*.*</c>, <c>conv2d.{weight,bias}</c>.</summary>
internal sealed class InceptionResidual : InceptionMix
{
    private readonly Conv2d conv2d;
    private readonly ReLU? relu;
    private readonly double scale;

    /// <summary>Builds the block.</summary>
    /// <param name="channels">Channels of the input, and of the result.</param>
    /// <param name="mixed">Channels of all branches together.</param>
    /// <param name="scale">Factor of the branches.</param>
    /// <param name="rectified">Whether a rectifier follows the sum.</param>
    /// <param name="branches">The layers of each branch.</param>
    public InceptionResidual(int channels, int mixed, double scale, bool rectified, params nn.Module<Tensor, Tensor>[][] branches)
        : base(branches)
    {
        this.scale = scale;
        conv2d = nn.Conv2d(mixed, channels, 1);
        register_module("conv2d", conv2d);
        if (rectified)
        {
            relu = nn.ReLU();
            register_module("relu", relu);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = (conv2d.call(base.forward(input)) * scale) + input;
        return (relu?.call(x) ?? x).MoveToOuterDisposeScope();
    }
}
