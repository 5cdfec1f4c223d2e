using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Numbers from a least to a greatest.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest.</param>
internal readonly record struct RealRange(double Low, double High)
{
    public double Draw(TransformRandom random) => random.Uniform(Low, High);
}
