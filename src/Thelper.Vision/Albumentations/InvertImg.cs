using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Takes every value from the greatest there can be.</summary>
[TypeName("albumentations.InvertImg")]
public sealed class InvertImg : PixelOperation<bool>
{
    /// <summary>Creates the operation.</summary>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public InvertImg(bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
    }

    /// <summary>Chance decides nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override bool Draw(torch.Tensor image, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw) => Pixels.IsBytes(image)
        ? ImageFilters.Lookup(image, Pixels.Table(i => (byte)(255 - i)))
        : image.neg().add(1.0);
}
