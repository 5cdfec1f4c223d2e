using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Adds random numbers to hue, saturation and value; of a grey image, to its value.</summary>
[TypeName("albumentations.HueSaturationValue")]
public sealed class HueSaturationValue : PixelOperation<(double Hue, double Saturation, double Value)>
{
    private readonly RealRange hue;
    private readonly RealRange saturation;
    private readonly RealRange value;

    /// <summary>Creates the operation.</summary>
    /// <param name="hueShiftLimit">Least and greatest turn, or x for -x to x; 20 by default. For bytes a full turn is 180, for real numbers 360.</param>
    /// <param name="satShiftLimit">Least and greatest shift of saturation, or x for -x to x; 30 by default, which is for bytes.</param>
    /// <param name="valShiftLimit">Least and greatest shift of value, or x for -x to x; 20 by default, which is for bytes.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public HueSaturationValue(object? hueShiftLimit = null, object? satShiftLimit = null, object? valShiftLimit = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        hue = Ranges.Real(hueShiftLimit ?? 20L, "hue_shift_limit");
        saturation = Ranges.Real(satShiftLimit ?? 30L, "sat_shift_limit");
        value = Ranges.Real(valShiftLimit ?? 20L, "val_shift_limit");
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.GrayOrColor;

    /// <inheritdoc/>
    public override (double Hue, double Saturation, double Value) Draw(torch.Tensor image, TransformRandom random) => (hue.Draw(random), saturation.Draw(random), value.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (double Hue, double Saturation, double Value) draw)
    {
        if (Pixels.Channels(image) == 1)
        {
            return Shifted(image, (0, 0, draw.Value), 1);
        }

        return Pixels.InSpace(image, ColorConversion.RgbToHsv, ColorConversion.HsvToRgb, hsv => Shifted(hsv, draw, 3));
    }

    /// <summary>The remainder that has the divisor's sign.</summary>
    internal static double Modulo(double value, double divisor) => value - (divisor * Math.Floor(value / divisor));

    private static torch.Tensor Shifted(torch.Tensor image, (double Hue, double Saturation, double Value) draw, int channels)
    {
        byte[] value = Pixels.Table(i => Pixels.Truncated(i + draw.Value));
        if (Pixels.IsBytes(image))
        {
            return ImageFilters.Lookup(image, channels == 1 ? value : Pixels.Tables(
                Pixels.Table(i => (byte)Modulo(i + draw.Hue, 180)), Pixels.Table(i => Pixels.Truncated(i + draw.Saturation)), value));
        }

        var result = Pixels.Copy(image);
        if (channels == 1)
        {
            return result.add_(draw.Value).clamp_(0, 1);
        }

        result.select(2, 0).add_(draw.Hue).remainder_(360);
        result.select(2, 1).add_(draw.Saturation).clamp_(0, 1);
        result.select(2, 2).add_(draw.Value).clamp_(0, 1);
        return result;
    }
}
