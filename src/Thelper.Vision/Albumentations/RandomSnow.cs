using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Whitens the darker parts of an image.</summary>
[TypeName("albumentations.RandomSnow")]
public sealed class RandomSnow : PixelOperation<double>
{
    private readonly RealRange point;
    private readonly double brightness;

    /// <summary>Creates the operation.</summary>
    /// <param name="snowPointLower">Least amount of snow, 0 to 1.</param>
    /// <param name="snowPointUpper">Greatest amount, 0 to 1.</param>
    /// <param name="brightnessCoeff">Factor of the lightness where snow lies, 0 or more.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomSnow(double snowPointLower = 0.1, double snowPointUpper = 0.3, double brightnessCoeff = 2.5, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        point = new(Ranges.Between(snowPointLower, "snow_point_lower", 0, 1), Ranges.Between(snowPointUpper, "snow_point_upper", snowPointLower, 1));
        brightness = Ranges.Between(brightnessCoeff, "brightness_coeff", 0);
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Color;

    /// <inheritdoc/>
    public override double Draw(torch.Tensor image, TransformRandom random) => point.Draw(random);

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, double draw) => Pixels.AsBytes(image, bytes =>
    {
        var limit = (draw * 127.5) + 85;
        byte[] same = Pixels.Table(i => (byte)i);
        return Pixels.InSpace(bytes, ColorConversion.RgbToHls, ColorConversion.HlsToRgb, hls =>
            ImageFilters.Lookup(hls, Pixels.Tables(same, Pixels.Table(i => i < limit ? Pixels.Truncated(i * (float)brightness) : (byte)i), same)));
    });
}
