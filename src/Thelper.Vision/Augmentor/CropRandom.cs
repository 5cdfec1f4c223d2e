using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Cuts a part out of an image at a random place.</summary>
[TypeName("Augmentor.crop_random")]
public sealed class CropRandom : Cropping
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="percentageArea">Share of each side that is left, 0.1 or more and below 1.</param>
    /// <param name="randomisePercentageArea">Whether the share is drawn from 0.1 to that one.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public CropRandom(double probability, double percentageArea, bool randomisePercentageArea = false)
        : base(probability, percentageArea, randomisePercentageArea, centre: false)
    {
    }
}
