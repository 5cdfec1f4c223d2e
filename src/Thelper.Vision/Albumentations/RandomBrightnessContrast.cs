using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Changes brightness and contrast: every value becomes a multiple of itself and a number more.</summary>
[TypeName("albumentations.RandomBrightnessContrast")]
public class RandomBrightnessContrast : PixelOperation<(double Contrast, double Brightness)>
{
    private readonly RealRange brightness;
    private readonly RealRange contrast;
    private readonly bool byMax;

    /// <summary>Creates the operation.</summary>
    /// <param name="brightnessLimit">Least and greatest number, as a share; or x for -x to x; 0.2 by default.</param>
    /// <param name="contrastLimit">Least and greatest difference of the factor from 1, or x for -x to x; 0.2 by default.</param>
    /// <param name="brightnessByMax">Whether the share is of the greatest value of the image's type, or else of the image's mean.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomBrightnessContrast(object? brightnessLimit = null, object? contrastLimit = null, bool brightnessByMax = true, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        brightness = Ranges.Real(brightnessLimit ?? 0.2, "brightness_limit");
        contrast = Ranges.Real(contrastLimit ?? 0.2, "contrast_limit");
        byMax = brightnessByMax;
    }

    /// <summary>Draws the factor and the share.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (double Contrast, double Brightness) Draw(torch.Tensor image, TransformRandom random) => (1 + contrast.Draw(random), brightness.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (double Contrast, double Brightness) draw)
    {
        var shift = draw.Brightness == 0 ? 0 : draw.Brightness * (byMax ? Pixels.Most(image) : Mean(image) * draw.Contrast);
        return Pixels.IsBytes(image)
            ? ImageFilters.Lookup(image, Pixels.Table(i => Pixels.Truncated((float)(i * (float)draw.Contrast) + (float)shift)))
            : Pixels.Of(image.mul(draw.Contrast).add(shift), image.dtype);
    }

    private static double Mean(torch.Tensor image)
    {
        using var numbers = image.to(torch.float64);
        using var mean = numbers.mean();
        return mean.ToDouble();
    }
}
