using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Albumentations;

/// <summary>Equalises the histogram of each channel, or that of the luma.</summary>
[TypeName("albumentations.Equalize")]
public sealed class Equalize : PixelOperation<bool>
{
    private readonly bool pil;
    private readonly bool byChannels;

    /// <summary>Creates the operation.</summary>
    /// <param name="mode"><c>cv</c> for OpenCV's arithmetic, <c>pil</c> for PIL's.</param>
    /// <param name="byChannels">Whether each channel has its own histogram, or else the luma.</param>
    /// <param name="mask">Accepted where it is null: an array or a function cannot stand in a configuration.</param>
    /// <param name="maskParams">Accepted for old configurations.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Equalize(string mode = "cv", bool byChannels = true, object? mask = null, object? maskParams = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        _ = maskParams;
        pil = Ranges.OneOf(mode, "mode", "cv", "pil") == "pil";
        this.byChannels = byChannels;
        if (mask is not null)
        {
            throw new UserErrorException("'mask' is an array or a function in albumentations, which a configuration cannot hold; leave it out to equalise the whole image");
        }
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Bytes | Needs.GrayOrColor;

    /// <summary>Chance decides nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override bool Draw(torch.Tensor image, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw)
    {
        if (Pixels.Channels(image) == 1)
        {
            return Pixels.As(Plane(image, 0), image);
        }

        return byChannels
            ? torch.stack([Plane(image, 0), Plane(image, 1), Plane(image, 2)], 2)
            : Pixels.InSpace(image, ColorConversion.RgbToYCrCb, ColorConversion.YCrCbToRgb, luma =>
            {
                luma.select(2, 0).copy_(Plane(luma, 0));
                return luma;
            });
    }

    private torch.Tensor Plane(torch.Tensor image, int channel)
    {
        var plane = Pixels.Plane(image, channel);
        return pil ? PilColor.Equalize(plane.unsqueeze(2)).squeeze(2) : ImageFilters.Equalize(plane);
    }
}
