using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Integers from a least to a greatest, both included.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest.</param>
internal readonly record struct WholeRange(int Low, int High)
{
    public int Draw(TransformRandom random) => random.Whole(Low, High);

    /// <summary>One of low, low + 2, low + 4, ... up to the greatest.</summary>
    public int DrawEverySecond(TransformRandom random) => Low + (2 * random.NextInt(((High - Low) / 2) + 1));
}
