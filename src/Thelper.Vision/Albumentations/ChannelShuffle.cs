using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Puts the channels into random order.</summary>
[TypeName("albumentations.ChannelShuffle")]
public sealed class ChannelShuffle : PixelOperation<int[]>
{
    /// <summary>Creates the operation.</summary>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ChannelShuffle(bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
    }

    /// <summary>Draws which channel goes to each place.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override int[] Draw(torch.Tensor image, TransformRandom random) => random.Sample(Pixels.Channels(image), Pixels.Channels(image));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, int[] draw) => image.ndim == 2 ? image : ImageOps.SelectChannels(image, draw);
}
