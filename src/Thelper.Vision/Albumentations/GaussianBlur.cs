using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Blurs by a normal distribution of random size.</summary>
[TypeName("albumentations.GaussianBlur")]
public sealed class GaussianBlur : PixelOperation<(int Size, double Sigma)>
{
    private readonly WholeRange size;
    private readonly RealRange sigma;

    /// <summary>Creates the operation.</summary>
    /// <param name="blurLimit">Least and greatest side of the square that is computed over, odd, or 0 for one that follows from sigma; or the greatest alone; 3 to 7 by default.</param>
    /// <param name="sigmaLimit">Least and greatest standard deviation in pixels, or the greatest alone; 0, the default, for one that follows from the side.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public GaussianBlur(object? blurLimit = null, object? sigmaLimit = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        size = Ranges.Sides(blurLimit ?? new List<object?> { 3L, 7L }, "blur_limit", 0, orNone: true);
        sigma = Ranges.Real(sigmaLimit ?? 0L, "sigma_limit", 0, least: 0);
        if (size.Low == 0 && sigma.Low == 0)
        {
            // Nothing would say how wide the distribution is.
            size = new WholeRange(3, Math.Max(3, size.High));
        }
    }

    /// <inheritdoc/>
    public override (int Size, double Sigma) Draw(torch.Tensor image, TransformRandom random)
    {
        var side = size.Draw(random);
        return (side != 0 && side % 2 == 0 ? (side + 1) % (size.High + 1) : side, sigma.Draw(random));
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Size, double Sigma) draw) => ImageFilters.GaussianBlur(image, draw.Size, draw.Sigma);
}
