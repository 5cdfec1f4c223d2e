using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Shifts hue, and scales and shifts saturation and value; of images of three channels, the first of which counts as red. Augmentor has it as the class <c>HSVShifting</c>.</summary>
[TypeName("Augmentor.hsv_shifting")]
public sealed class HsvShifting : PixelStep<(double Hue, double SaturationScale, double Saturation, double ValueScale, double Value)>
{
    private readonly double hue;
    private readonly (double Scale, double Shift) saturation;
    private readonly (double Scale, double Shift) value;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="hueShift">Greatest shift of the hue in either direction, as a share of a full turn, 0 to 1; hues end at red, they do not go round.</param>
    /// <param name="saturationScale">Saturation is multiplied by 1 / (1 + this) to 1 + this, 0 or above.</param>
    /// <param name="saturationShift">Greatest shift of the saturation in either direction, 0 to 1.</param>
    /// <param name="valueScale">As for saturation.</param>
    /// <param name="valueShift">As for saturation.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public HsvShifting(double probability, double hueShift, double saturationScale, double saturationShift, double valueScale, double valueShift)
        : base(probability)
    {
        hue = AugmentorArguments.Within(hueShift, "hue_shift", 0, 1);
        saturation = (AugmentorArguments.Within(saturationScale, "saturation_scale", 0, 1000), AugmentorArguments.Within(saturationShift, "saturation_shift", 0, 1));
        value = (AugmentorArguments.Within(valueScale, "value_scale", 0, 1000), AugmentorArguments.Within(valueShift, "value_shift", 0, 1));
    }

    /// <summary>Draws shifts, as shares, and factors.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (double Hue, double SaturationScale, double Saturation, double ValueScale, double Value) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double Factor(double scale) => random.Uniform(1 / (1 + scale), 1 + scale);
        return (random.Uniform(-hue, hue), Factor(saturation.Scale), random.Uniform(-saturation.Shift, saturation.Shift), Factor(value.Scale), random.Uniform(-value.Shift, value.Shift));
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (double Hue, double SaturationScale, double Saturation, double ValueScale, double Value) draw)
    {
        static byte Byte(double share) => (byte)Math.Round(Math.Clamp(share, 0, 1) * 255);
        return PilColor.ChangeHsv(image, (ref byte h, ref byte s, ref byte v) => (h, s, v) =
            (Byte((h / 255.0) + draw.Hue), Byte((s / 255.0 * draw.SaturationScale) + draw.Saturation), Byte((v / 255.0 * draw.ValueScale) + draw.Value)));
    }
}
