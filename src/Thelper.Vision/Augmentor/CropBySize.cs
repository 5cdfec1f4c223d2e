using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Cuts a rectangle out of an image; an image that is smaller stays whole.</summary>
[TypeName("Augmentor.crop_by_size")]
public sealed class CropBySize : MovingStep<(long Left, long Top)>
{
    private readonly int width;
    private readonly int height;
    private readonly bool centre;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="width">Width of the rectangle in pixels, above 1.</param>
    /// <param name="height">Height of the rectangle in pixels, above 1.</param>
    /// <param name="centre">Whether the middle is cut out, or else a random place.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public CropBySize(double probability, [ConfigValue(Example = "96")] int width, [ConfigValue(Example = "96")] int height, bool centre = true)
        : base(probability) => (this.width, this.height, this.centre) = (AugmentorArguments.Side(width, "width"), AugmentorArguments.Side(height, "height"), centre);

    /// <summary>Draws the place of the rectangle.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (long Left, long Top) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        return centre
            ? (ShareCrop.Middle(scene.Width, width), ShareCrop.Middle(scene.Height, height))
            : (random.NextInt((int)Math.Max(0, scene.Width - width) + 1), random.NextInt((int)Math.Max(0, scene.Height - height) + 1));
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Left, long Top) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return width > scene.Width || height > scene.Height
            ? Warps.Same(scene.Height, scene.Width)
            : Warps.Crop(scene.Height, scene.Width, draw.Left, draw.Top, height, width);
    }
}
