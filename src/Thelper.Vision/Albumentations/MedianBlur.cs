using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Blurs by the median over a square of random size.</summary>
[TypeName("albumentations.MedianBlur")]
public sealed class MedianBlur : PixelOperation<int>
{
    private readonly WholeRange size;

    /// <summary>Creates the operation.</summary>
    /// <param name="blurLimit">Least and greatest side of the square, odd, 3 or more; or the greatest alone; 7 by default. Real numbers know 3 and 5 alone.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public MedianBlur(object? blurLimit = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p) => size = Ranges.Sides(blurLimit ?? 7L, "blur_limit");

    /// <inheritdoc/>
    public override int Draw(torch.Tensor image, TransformRandom random) => size.DrawEverySecond(random);

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, int draw) => Pixels.IsBytes(image) || draw <= 5
        ? ImageFilters.MedianBlur(image, draw)
        : throw new UserErrorException($"an image of float32 has a median over squares of 3 and 5 only, and the side is {draw}; set 'blur_limit' to [3, 5], or put the operation before the one that makes real numbers of bytes");
}
