using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Cuts a share of an image out.</summary>
public abstract class Cropping : MovingStep<(long Left, long Top, long Height, long Width)>
{
    private readonly ShareCrop crop;
    private readonly bool centre;

    private protected Cropping(double probability, double share, bool random, bool centre)
        : base(probability) => (crop, this.centre) = (new ShareCrop(share, random), centre);

    /// <summary>Draws the part.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (long Left, long Top, long Height, long Width) DrawParameters(Scene scene, TransformRandom random) => crop.Draw(scene, random, centre);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Left, long Top, long Height, long Width) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Warps.Crop(scene.Height, scene.Width, draw.Left, draw.Top, draw.Height, draw.Width);
    }
}
