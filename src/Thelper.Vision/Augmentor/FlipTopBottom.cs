using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Mirrors an image: top and bottom change places.</summary>
[TypeName("Augmentor.flip_top_bottom")]
public sealed class FlipTopBottom : Flipping
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    public FlipTopBottom(double probability)
        : base(probability, false)
    {
    }
}
