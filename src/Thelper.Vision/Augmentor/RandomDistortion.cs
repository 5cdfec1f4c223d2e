using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Bends an image: the crossings of a grid are taken from random places near by.</summary>
[TypeName("Augmentor.random_distortion")]
public sealed class RandomDistortion : Distorting
{
    private readonly int magnitude;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="gridWidth">Tiles of the grid beside each other, 1 to 1000; useful are 2 to 10.</param>
    /// <param name="gridHeight">Tiles below each other.</param>
    /// <param name="magnitude">How many pixels crossings move at most along each axis; useful are 1 to 10.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public RandomDistortion(double probability, int gridWidth, int gridHeight, int magnitude, string resampleFilter = "BICUBIC")
        : base(probability, gridWidth, gridHeight, resampleFilter) => this.magnitude = (int)AugmentorArguments.Within(Math.Abs((double)magnitude), "magnitude", 0, 65536);

    private protected override (double X, double Y) Shift(double x, double y, TransformRandom random) =>
        (random.NextInt((2 * magnitude) + 1) - magnitude, random.NextInt((2 * magnitude) + 1) - magnitude);
}
