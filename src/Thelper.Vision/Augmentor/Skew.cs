using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Looks at an image from a random side: tilted, tilted sideways, tilted upright or with one corner moved, each as likely.</summary>
[TypeName("Augmentor.skew")]
public sealed class Skew : Skewing
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="magnitude">How far corners may move, as a share of the longer side, above 0 and at most 1.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public Skew(double probability, double magnitude = 1, string resampleFilter = "BICUBIC")
        : base(probability, magnitude, resampleFilter, Tilts, Sideways, Upright, Corners)
    {
    }
}
