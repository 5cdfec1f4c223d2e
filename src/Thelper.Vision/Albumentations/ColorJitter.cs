using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Changes brightness, contrast, saturation and hue by random factors, in random order.</summary>
[TypeName("albumentations.ColorJitter")]
public sealed class ColorJitter : PixelOperation<(double Brightness, double Contrast, double Saturation, double Hue, int[] Order)>
{
    private readonly RealRange brightness;
    private readonly RealRange contrast;
    private readonly RealRange saturation;
    private readonly RealRange hue;

    /// <summary>Creates the operation.</summary>
    /// <param name="brightness">Least and greatest factor, 0 or more; or x for 1 - x (not below 0) to 1 + x; 0.2 by default.</param>
    /// <param name="contrast">As brightness.</param>
    /// <param name="saturation">As brightness.</param>
    /// <param name="hue">Least and greatest turn within -0.5 and 0.5; or x for -x to x; 0.2 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ColorJitter(object? brightness = null, object? contrast = null, object? saturation = null, object? hue = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.brightness = Factors(brightness, "brightness");
        this.contrast = Factors(contrast, "contrast");
        this.saturation = Factors(saturation, "saturation");
        this.hue = Ranges.Real(hue ?? 0.2, "hue", least: -0.5, most: 0.5);
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.GrayOrColor;

    /// <summary>Draws the factors, the turn and the order (0 brightness, 1 contrast, 2 saturation, 3 hue).</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (double Brightness, double Contrast, double Saturation, double Hue, int[] Order) Draw(torch.Tensor image, TransformRandom random) =>
        (brightness.Draw(random), contrast.Draw(random), saturation.Draw(random), hue.Draw(random), random.Sample(4, 4));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (double Brightness, double Contrast, double Saturation, double Hue, int[] Order) draw)
    {
        foreach (var step in draw.Order)
        {
            image = step switch
            {
                0 => Scaled(image, draw.Brightness, 0),
                1 => Contrast(image, draw.Contrast),
                _ when Pixels.Channels(image) == 1 => image,
                2 => Saturation(image, draw.Saturation),
                _ => Hue(image, draw.Hue),
            };
        }

        return image;
    }

    private static torch.Tensor Scaled(torch.Tensor image, double factor, double shift) => factor == 1 ? image : Pixels.IsBytes(image)
        ? ImageFilters.Lookup(image, Pixels.Table(i => Pixels.Truncated((float)(i * (float)factor) + (float)shift)))
        : Pixels.Of(image.mul(factor).add(shift), image.dtype);

    // Towards the mean luminance.
    private static torch.Tensor Contrast(torch.Tensor image, double factor)
    {
        using var grey = Pixels.Channels(image) == 1 ? image.to(torch.float64) : ImageOps.ConvertColor(image, ColorConversion.RgbToGray).to(torch.float64);
        using var average = grey.mean();
        var mean = average.ToDouble();
        return factor == 0 && Pixels.IsBytes(image) ? torch.full_like(image, (int)(mean + 0.5)) : Scaled(image, factor, mean * (1 - factor));
    }

    private static torch.Tensor Saturation(torch.Tensor image, double factor)
    {
        if (factor == 1)
        {
            return image;
        }

        var grey = ImageOps.ConvertColor(ImageOps.ConvertColor(image, ColorConversion.RgbToGray), ColorConversion.GrayToBgr);
        var mixed = ImageFilters.AddWeighted(image, factor, grey, 1 - factor);
        return Pixels.IsBytes(image) ? mixed : mixed.clamp(0, 1);
    }

    private static torch.Tensor Hue(torch.Tensor image, double turn) => turn == 0 ? image : Pixels.InSpace(image, ColorConversion.RgbToHsv, ColorConversion.HsvToRgb, hsv =>
    {
        if (!Pixels.IsBytes(hsv))
        {
            hsv.select(2, 0).add_(turn * 360).remainder_(360);
            return hsv;
        }

        return ImageFilters.Lookup(hsv, Pixels.Tables(
            Pixels.Table(i => (byte)HueSaturationValue.Modulo(i + (180 * turn), 180)), Pixels.Table(i => (byte)i), Pixels.Table(i => (byte)i)));
    });

    private static RealRange Factors(object? value, string name) => TransformArguments.Number(value ?? 0.2) is { } x
        ? x >= 0 ? new(Math.Max(0, 1 - x), 1 + x) : throw new UserErrorException($"'{name}' must not be negative where it is one number")
        : Ranges.Real(value, name, least: 0);
}
