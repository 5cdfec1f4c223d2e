using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Turns an image by right angles, counter-clockwise.</summary>
public abstract class QuarterTurn : MovingStep<int>
{
    private readonly int quarters;

    private protected QuarterTurn(double probability, int quarters)
        : base(probability) => this.quarters = quarters;

    private protected override bool DrawsParameters => false;

    /// <summary>The right angles.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override int DrawParameters(Scene scene, TransformRandom random) => quarters;

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, int draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Warps.Turn(scene.Height, scene.Width, draw);
    }
}
