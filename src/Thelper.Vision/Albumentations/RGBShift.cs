using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Adds a random number to each channel.</summary>
[TypeName("albumentations.RGBShift")]
public sealed class RGBShift : PixelOperation<(double Red, double Green, double Blue)>
{
    private readonly RealRange red;
    private readonly RealRange green;
    private readonly RealRange blue;

    /// <summary>Creates the operation.</summary>
    /// <param name="rShiftLimit">Least and greatest shift of red, in the image's own values, or x for -x to x; 20 by default, which is for bytes.</param>
    /// <param name="gShiftLimit">As for red.</param>
    /// <param name="bShiftLimit">As for red.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RGBShift(object? rShiftLimit = null, object? gShiftLimit = null, object? bShiftLimit = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        red = Ranges.Real(rShiftLimit ?? 20L, "r_shift_limit");
        green = Ranges.Real(gShiftLimit ?? 20L, "g_shift_limit");
        blue = Ranges.Real(bShiftLimit ?? 20L, "b_shift_limit");
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Color;

    /// <inheritdoc/>
    public override (double Red, double Green, double Blue) Draw(torch.Tensor image, TransformRandom random) => (red.Draw(random), green.Draw(random), blue.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (double Red, double Green, double Blue) draw) => Pixels.IsBytes(image)
        ? ImageFilters.Lookup(image, Pixels.Tables(
            Pixels.Table(i => Pixels.Truncated(i + (float)draw.Red)), Pixels.Table(i => Pixels.Truncated(i + (float)draw.Green)), Pixels.Table(i => Pixels.Truncated(i + (float)draw.Blue))))
        : Pixels.Of(image.add(torch.tensor([(float)draw.Red, (float)draw.Green, (float)draw.Blue])), image.dtype);
}
