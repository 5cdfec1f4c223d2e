using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Sharpens, and mixes the result with the image.</summary>
[TypeName("albumentations.Sharpen")]
public sealed class Sharpen : PixelOperation<(double Alpha, double Lightness)>
{
    private readonly RealRange alpha;
    private readonly RealRange lightness;

    /// <summary>Creates the operation.</summary>
    /// <param name="alpha">Least and greatest share of the sharpened image, 0 to 1; 0.2 to 0.5 by default.</param>
    /// <param name="lightness">Least and greatest lightness of the sharpened image, 0 or more; 0.5 to 1 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Sharpen(object? alpha = null, object? lightness = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.alpha = Ranges.Real(alpha ?? new List<object?> { 0.2, 0.5 }, "alpha", TransformArguments.Number(alpha), least: 0, most: 1);
        this.lightness = Ranges.Real(lightness ?? new List<object?> { 0.5, 1.0 }, "lightness", TransformArguments.Number(lightness), least: 0);
    }

    /// <inheritdoc/>
    public override (double Alpha, double Lightness) Draw(torch.Tensor image, TransformRandom random) => (alpha.Draw(random), lightness.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (double Alpha, double Lightness) draw)
    {
        var (around, middle) = ((float)-draw.Alpha, (float)((1 - draw.Alpha) + (draw.Alpha * (8 + draw.Lightness))));
        return ImageFilters.Filter(image, [around, around, around, around, middle, around, around, around, around], 3);
    }
}
