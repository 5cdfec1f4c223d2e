using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Keeps the upper bits of each value.</summary>
[TypeName("albumentations.Posterize")]
public sealed class Posterize : PixelOperation<int[]>
{
    private readonly WholeRange[] bits;

    /// <summary>Creates the operation.</summary>
    /// <param name="numBits">How many bits are kept, 0 to 8: one number, a least and a greatest, or one of these for each of three channels; 4 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Posterize(object? numBits = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        var items = TransformArguments.Items(numBits);
        bits = items is [_, _, _]
            ? [.. items.Select(Bits)]
            : [Bits(numBits ?? 4L)];
    }

    /// <inheritdoc/>
    protected override Needs Needs => bits.Length == 3 ? Needs.Bytes | Needs.Color : Needs.Bytes;

    /// <summary>Draws the bits, one number for all channels or one for each.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override int[] Draw(torch.Tensor image, TransformRandom random) => Array.ConvertAll(bits, range => range.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, int[] draw) =>
        ImageFilters.Lookup(image, Pixels.Tables(Array.ConvertAll(draw, kept => Pixels.Table(i => (byte)(i & (0xFF00 >> kept))))));

    private static WholeRange Bits(object? value) => Ranges.Whole(
        value, "num_bits", TransformArguments.Number(value) is { } number ? (int)number : null, least: 0, most: 8);
}
