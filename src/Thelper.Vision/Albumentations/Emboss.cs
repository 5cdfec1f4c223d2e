using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Makes edges look raised, and mixes the result with the image.</summary>
[TypeName("albumentations.Emboss")]
public sealed class Emboss : PixelOperation<(double Alpha, double Strength)>
{
    private readonly RealRange alpha;
    private readonly RealRange strength;

    /// <summary>Creates the operation.</summary>
    /// <param name="alpha">Least and greatest share of the raised image, 0 to 1; 0.2 to 0.5 by default.</param>
    /// <param name="strength">Least and greatest height, 0 or more; 0.2 to 0.7 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Emboss(object? alpha = null, object? strength = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.alpha = Ranges.Real(alpha ?? new List<object?> { 0.2, 0.5 }, "alpha", TransformArguments.Number(alpha), least: 0, most: 1);
        this.strength = Ranges.Real(strength ?? new List<object?> { 0.2, 0.7 }, "strength", TransformArguments.Number(strength), least: 0);
    }

    /// <inheritdoc/>
    public override (double Alpha, double Strength) Draw(torch.Tensor image, TransformRandom random) => (alpha.Draw(random), strength.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (double Alpha, double Strength) draw)
    {
        var (corner, side) = ((float)(draw.Alpha * (1 + draw.Strength)), (float)(draw.Alpha * draw.Strength));
        var middle = (float)((1 - draw.Alpha) + draw.Alpha);
        return ImageFilters.Filter(image, [-corner, -side, 0, -side, middle, side, 0, side, corner], 3);
    }
}
