using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Turns an image by 270 degrees, counter-clockwise.</summary>
[TypeName("Augmentor.rotate270")]
public sealed class Rotate270 : QuarterTurn
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    public Rotate270(double probability)
        : base(probability, 3)
    {
    }
}
