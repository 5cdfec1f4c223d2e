using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Mirrors an image in one of both ways, each as likely.</summary>
[TypeName("Augmentor.flip_random")]
public sealed class FlipRandom : Flipping
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    public FlipRandom(double probability)
        : base(probability, null)
    {
    }
}
