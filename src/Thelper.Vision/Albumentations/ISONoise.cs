using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Adds the noise of a camera's sensor: to hues, and to lightness the more of it the more it varies.</summary>
[TypeName("albumentations.ISONoise")]
public sealed class ISONoise : PixelOperation<(torch.Tensor Hue, torch.Tensor Lightness)>
{
    private readonly RealRange colorShift;
    private readonly RealRange intensity;

    /// <summary>Creates the operation.</summary>
    /// <param name="colorShift">Least and greatest deviation of hues, in turns, 0 to 1; 0.01 to 0.05 by default.</param>
    /// <param name="intensity">Least and greatest strength, 0 or more; 0.1 to 0.5 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ISONoise(object? colorShift = null, object? intensity = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.colorShift = Ranges.Real(colorShift ?? new List<object?> { 0.01, 0.05 }, "color_shift", 0, least: 0, most: 1);
        this.intensity = Ranges.Real(intensity ?? new List<object?> { 0.1, 0.5 }, "intensity", 0, least: 0);
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Bytes | Needs.Color;

    /// <summary>Draws the noise: degrees of hue, of a normal distribution, and 255ths of lightness, of Poisson's.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (torch.Tensor Hue, torch.Tensor Lightness) Draw(torch.Tensor image, TransformRandom random)
    {
        var (shift, strength) = (colorShift.Draw(random), intensity.Draw(random));
        var lightness = ImageOps.ConvertColor(Pixels.ToReal(image), ColorConversion.RgbToHls).select(2, 1).to(torch.float64);
        var deviation = lightness.std(unbiased: false).ToDouble();
        long[] shape = [image.shape[0], image.shape[1]];
        return (random.Normal(shape, 0, shift * 360 * strength), random.Poisson(shape, deviation * strength * 255));
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (torch.Tensor Hue, torch.Tensor Lightness) draw)
    {
        var changed = Pixels.InSpace(Pixels.ToReal(image), ColorConversion.RgbToHls, ColorConversion.HlsToRgb, hls =>
        {
            var values = hls.DataSpan<float>();
            var hues = draw.Hue.DataSpan<float>();
            var lights = draw.Lightness.DataSpan<float>();
            for (var i = 0; i < hues.Length; i++)
            {
                ref var hue = ref values[i * 3];
                hue += hues[i];
                hue += hue < 0 ? 360 : hue > 360 ? -360 : 0;
                values[(i * 3) + 1] += lights[i] / 255 * (1 - values[(i * 3) + 1]);
            }

            return hls;
        });
        return Pixels.ToBytes(changed);
    }
}
