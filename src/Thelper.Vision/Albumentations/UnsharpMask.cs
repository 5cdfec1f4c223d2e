using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Sharpens by what a blur takes away, where that is more than noise.</summary>
[TypeName("albumentations.UnsharpMask")]
public sealed class UnsharpMask : PixelOperation<(int Size, double Sigma, double Alpha)>
{
    private readonly WholeRange size;
    private readonly RealRange sigma;
    private readonly RealRange alpha;
    private readonly double threshold;

    /// <summary>Creates the operation.</summary>
    /// <param name="blurLimit">Least and greatest side of the blur's square, odd; or the greatest alone; 3 to 7 by default.</param>
    /// <param name="sigmaLimit">Least and greatest deviation of the blur in pixels, or the greatest alone; 0, the default, for one that follows from the side.</param>
    /// <param name="alpha">Least and greatest share of what the blur takes away that is added, 0 to 1; 0.2 to 0.5 by default.</param>
    /// <param name="threshold">From which difference on pixels are sharpened, 0 to 255.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public UnsharpMask(object? blurLimit = null, object? sigmaLimit = null, object? alpha = null, int threshold = 10, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        size = Ranges.Sides(blurLimit ?? new List<object?> { 3L, 7L }, "blur_limit");
        sigma = Ranges.Real(sigmaLimit ?? 0L, "sigma_limit", 0, least: 0);
        this.alpha = Ranges.Real(alpha ?? new List<object?> { 0.2, 0.5 }, "alpha", 0, least: 0, most: 1);
        this.threshold = Ranges.Between(threshold, "threshold", 0, 255);
    }

    /// <inheritdoc/>
    public override (int Size, double Sigma, double Alpha) Draw(torch.Tensor image, TransformRandom random) => (size.DrawEverySecond(random), sigma.Draw(random), alpha.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Size, double Sigma, double Alpha) draw)
    {
        var real = Pixels.ToReal(image).contiguous();
        var lost = real - ImageFilters.GaussianBlur(real, draw.Size, draw.Sigma);
        var where = lost.abs().mul(255.0).gt(threshold).to(torch.float32);
        var sharp = lost.mul(draw.Alpha).add(real).clamp(0, 1);
        var soft = ImageFilters.GaussianBlur(where, draw.Size, draw.Sigma);
        var mixed = (soft * sharp) + (soft.neg().add(1.0) * real);
        return Pixels.IsBytes(image) ? Pixels.ToBytes(mixed) : mixed;
    }
}
