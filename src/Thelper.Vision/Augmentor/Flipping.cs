using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Mirrors an image.</summary>
public abstract class Flipping : MovingStep<bool>
{
    private readonly bool? horizontal;

    private protected Flipping(double probability, bool? horizontal)
        : base(probability) => this.horizontal = horizontal;

    /// <summary>Draws whether left and right change places, or else top and bottom.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override bool DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return horizontal ?? random.NextInt(2) == 0;
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, bool draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Warps.Flip(scene.Height, scene.Width, horizontal: draw, vertical: !draw);
    }
}
