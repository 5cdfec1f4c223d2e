using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Gives an image the brown of old photographs.</summary>
[TypeName("albumentations.ToSepia")]
public sealed class ToSepia : PixelOperation<bool>
{
    private static readonly float[] Brown = [0.393f, 0.769f, 0.189f, 0.349f, 0.686f, 0.168f, 0.272f, 0.534f, 0.131f];

    /// <summary>Creates the operation.</summary>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ToSepia(bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Color;

    /// <summary>Chance decides nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override bool Draw(torch.Tensor image, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw)
    {
        var brown = ImageFilters.MixChannels(image, Brown);
        return Pixels.IsBytes(image) ? brown : brown.clamp(0, 1);
    }
}
