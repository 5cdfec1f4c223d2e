using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Turns an image by 90, 180 or 270 degrees, each as likely.</summary>
[TypeName("Augmentor.rotate_random_90")]
public sealed class RotateRandom90 : QuarterTurn
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    public RotateRandom90(double probability)
        : base(probability, 0)
    {
    }

    private protected override bool DrawsParameters => true;

    /// <summary>Draws 1, 2 or 3 right angles.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override int DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return 1 + random.NextInt(3);
    }
}
