using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Efficient;

/// <summary>
/// A convolution padded so that maps of the size it was made for are divided by the stride, rounded up. What is left over goes to the right and the bottom, as
/// TensorFlow, where the published weights come from, has it; the padding stays the same for maps of other sizes.
/// </summary>
internal sealed class SamePadding
{
    private readonly long[]? before;

    /// <summary>Makes the convolution, without bias.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="side">Side of the maps.</param>
    /// <param name="groups">Groups.</param>
    public SamePadding(int inputs, int outputs, int kernel, int stride, int side, int groups = 1)
    {
        Side = (side + stride - 1) / stride;
        var padding = Math.Max(((Side - 1) * stride) + kernel - side, 0);
        var left = padding / 2;
        before = padding % 2 == 0 ? null : [left, padding - left, left, padding - left];
        Layer = nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: before is null ? left : 0, groups: groups, bias: false);
    }

    /// <summary>The convolution, to be registered.</summary>
    public Conv2d Layer { get; }

    /// <summary>Side of the resulting maps.</summary>
    public int Side { get; }

    /// <summary>Pads and filters a map.</summary>
    public Tensor Call(Tensor map)
    {
        if (before is null)
        {
            return Layer.call(map);
        }

        using var padded = nn.functional.pad(map, before);
        return Layer.call(padded);
    }
}
