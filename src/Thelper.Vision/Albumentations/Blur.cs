using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Blurs by the mean over a square of random size.</summary>
[TypeName("albumentations.Blur")]
public sealed class Blur : PixelOperation<int>
{
    private readonly WholeRange size;

    /// <summary>Creates the operation.</summary>
    /// <param name="blurLimit">Least and greatest side of the square, 3 or more; or the greatest alone; 7 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Blur(object? blurLimit = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p) => size = Ranges.Whole(blurLimit ?? 7L, "blur_limit", 3, least: 3, most: 1001);

    /// <inheritdoc/>
    public override int Draw(torch.Tensor image, TransformRandom random) => size.DrawEverySecond(random);

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, int draw) => ImageFilters.Blur(image, draw, draw);
}
