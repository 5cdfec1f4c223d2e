using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Puts the luminance into all three channels; a grey image stays as it is.</summary>
[TypeName("albumentations.ToGray")]
public sealed class ToGray : PixelOperation<bool>
{
    /// <summary>Creates the operation.</summary>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ToGray(bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.GrayOrColor;

    /// <summary>Chance decides nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override bool Draw(torch.Tensor image, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw) =>
        Pixels.Channels(image) == 1 ? image : ImageOps.ConvertColor(ImageOps.ConvertColor(image, ColorConversion.RgbToGray), ColorConversion.GrayToBgr);
}
