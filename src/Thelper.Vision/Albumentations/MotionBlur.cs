using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Blurs along a random line, as a camera does that moves.</summary>
[TypeName("albumentations.MotionBlur")]
public sealed class MotionBlur : PixelOperation<(int Size, int X1, int Y1, int X2, int Y2)>
{
    private readonly WholeRange size;
    private readonly bool allowShifted;

    /// <summary>Creates the operation.</summary>
    /// <param name="blurLimit">Least and greatest side of the square that the line lies in, 3 or more; or the greatest alone; 7 by default.</param>
    /// <param name="allowShifted">Whether the line may lie beside the middle of the square, which shifts the image; otherwise sides are odd.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public MotionBlur(object? blurLimit = null, bool allowShifted = true, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        size = allowShifted ? Ranges.Whole(blurLimit ?? 7L, "blur_limit", 3, least: 3, most: 1001) : Ranges.Sides(blurLimit ?? 7L, "blur_limit");
        this.allowShifted = allowShifted;
    }

    /// <inheritdoc/>
    public override (int Size, int X1, int Y1, int X2, int Y2) Draw(torch.Tensor image, TransformRandom random)
    {
        var side = size.DrawEverySecond(random);
        var (x1, x2) = (random.NextInt(side), random.NextInt(side));
        int[] y = x1 == x2 ? random.Sample(side, 2) : [random.NextInt(side), random.NextInt(side)];
        var (y1, y2) = (y[0], y[1]);
        if (!allowShifted)
        {
            // The line's middle goes to the square's, as nearly as pixels allow.
            var (dx, dy) = (((x1 + x2) / 2.0) - ((side - 1) / 2.0), ((y1 + y2) / 2.0) - ((side - 1) / 2.0));
            (x1, x2, y1, y2) = ((int)(x1 - dx), (int)(x2 - dx), (int)(y1 - dy), (int)(y2 - dy));
        }

        return (side, x1, y1, x2, y2);
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Size, int X1, int Y1, int X2, int Y2) draw)
    {
        var line = torch.zeros([draw.Size, draw.Size], torch.uint8);
        ImageDrawing.Line(line, draw.X1, draw.Y1, draw.X2, draw.Y2, [1]);
        return Pixels.FilterByShares(image, [.. line.DataSpan<byte>().ToArray().Select(value => (double)value)], draw.Size);
    }
}
