using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Makes colours paler or stronger by a random factor.</summary>
[TypeName("Augmentor.random_color")]
public sealed class RandomColor : PixelStep<double>
{
    private readonly (double Low, double High) factors;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="minFactor">Least factor, 0 or above: 0 is grey, 1 is the image.</param>
    /// <param name="maxFactor">Greatest factor.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public RandomColor(double probability, double minFactor, double maxFactor)
        : base(probability) => factors = AugmentorArguments.Factors(minFactor, maxFactor);

    /// <summary>Draws the factor.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override double DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Uniform(factors.Low, factors.High);
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, double draw) => PilColor.Saturation(image, draw);
}
