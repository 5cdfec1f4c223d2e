using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Mirrors an image: left and right change places.</summary>
[TypeName("Augmentor.flip_left_right")]
public sealed class FlipLeftRight : Flipping
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    public FlipLeftRight(double probability)
        : base(probability, true)
    {
    }
}
