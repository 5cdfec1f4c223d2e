using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts off, or adds, pixels at each side.</summary>
[TypeName("albumentations.CropAndPad")]
public sealed class CropAndPad : MovingAlbumentation<(long Top, long Right, long Bottom, long Left, double Value, double? MaskValue)>
{
    private readonly RealRange[] sides;
    private readonly bool[] isList;
    private readonly double[][] lists;
    private readonly bool percent;
    private readonly bool keepSize;
    private readonly bool independently;
    private readonly BorderMode border;
    private readonly RealRange value;
    private readonly RealRange? maskValue;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="px">Pixels to add, or below 0 to cut off: one number, a least and a greatest, or one of these (or a list to choose from) for top, right, bottom and left.</param>
    /// <param name="percent">The same as shares of height and width, above -1. One of the two is given.</param>
    /// <param name="padMode">What is added: OpenCV's border; constant by default.</param>
    /// <param name="padCval">A constant, or a least and a greatest.</param>
    /// <param name="padCvalMask">The same for masks.</param>
    /// <param name="keepSize">Whether the result is resized to the image's size.</param>
    /// <param name="sampleIndependently">Whether a range of all sides is drawn from for each.</param>
    /// <param name="interpolation">How it is resized; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public CropAndPad(
        object? px = null, object? percent = null, object? padMode = null, object? padCval = null, object? padCvalMask = null, bool keepSize = true, bool sampleIndependently = true,
        object? interpolation = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        if (px is null == percent is null)
        {
            throw new UserErrorException("needs either 'px' or 'percent'");
        }

        this.percent = percent is not null;
        var name = this.percent ? "percent" : "px";
        var given = TransformArguments.Items(px ?? percent) is [_, _, _, _] four ? four : [px ?? percent];
        lists = [.. given.Select(side => TransformArguments.Items(side) is { Count: not 2 } ? TransformArguments.Numbers(side, name) : [])];
        isList = [.. lists.Select(list => list.Length > 0)];
        sides = [.. given.Select((side, i) => isList[i]
            ? new RealRange(lists[i].Min(), lists[i].Max())
            : Ranges.Real(side, name, TransformArguments.Number(side), least: this.percent ? -0.999 : double.NegativeInfinity, most: 65536))];
        (this.keepSize, independently) = (keepSize, sampleIndependently);
        border = Moves.Border(padMode, "pad_mode", BorderMode.Constant);
        value = Ranges.Real(padCval ?? 0L, "pad_cval", TransformArguments.Number(padCval ?? 0L));
        maskValue = padCvalMask is null ? null : Ranges.Real(padCvalMask, "pad_cval_mask", TransformArguments.Number(padCvalMask));
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <inheritdoc/>
    public override (long Top, long Right, long Bottom, long Left, double Value, double? MaskValue) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var one = sides.Length == 1 && !independently ? Amount(0, random) : (double?)null;
        var all = Enumerable.Range(0, 4).Select(i => one ?? Amount(sides.Length == 1 ? 0 : i, random))
            .Select((amount, i) => percent ? (long)(amount * (i % 2 == 0 ? scene.Height : scene.Width)) : (long)amount).ToArray();
        (all[0], all[2]) = Fitted(all[0], all[2], scene.Height);
        (all[3], all[1]) = Fitted(all[3], all[1], scene.Width);
        return (all[0], all[1], all[2], all[3], value.Draw(random), maskValue?.Draw(random));
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Top, long Right, long Bottom, long Left, double Value, double? MaskValue) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (height, width) = (scene.Height + draw.Top + draw.Bottom, scene.Width + draw.Left + draw.Right);
        var cut = Warps.Crop(scene.Height, scene.Width, -draw.Left, -draw.Top, height, width, border, [draw.Value, draw.Value, draw.Value, draw.Value]);
        cut = draw.MaskValue is { } fill ? new FilledWarp(cut, fill) : cut;
        return keepSize && (height, width) != (scene.Height, scene.Width)
            ? new ChainWarp([cut, Warps.Resize(height, width, scene.Height, scene.Width, interpolation)])
            : cut;
    }

    private double Amount(int side, TransformRandom random) => isList[side] ? lists[side][random.NextInt(lists[side].Length)]
        : percent ? sides[side].Draw(random) : random.Whole((int)sides[side].Low, (int)sides[side].High);

    // At least one pixel is left.
    private static (long First, long Last) Fitted(long first, long last, long length)
    {
        var tooMuch = 1 - (length + first + last);
        if (tooMuch <= 0)
        {
            return (first, last);
        }

        var half = Math.Min(-Math.Min(first, 0), (tooMuch + 1) / 2);
        return (first + half, last + tooMuch - half);
    }
}
