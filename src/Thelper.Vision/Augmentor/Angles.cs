using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Angles of whole degrees to the left or to the right, each side as likely as the other.</summary>
internal sealed class Angles
{
    private readonly int left;
    private readonly int right;

    /// <summary>Reads them.</summary>
    /// <param name="maxLeft">Greatest angle counter-clockwise, in degrees; rounded up.</param>
    /// <param name="maxRight">Greatest angle clockwise.</param>
    /// <param name="most">The greatest that is allowed.</param>
    public Angles(double maxLeft, double maxRight, double most)
    {
        left = (int)Math.Ceiling(AugmentorArguments.Within(maxLeft, "max_left_rotation", 0, most));
        right = (int)Math.Ceiling(AugmentorArguments.Within(maxRight, "max_right_rotation", 0, most));
    }

    /// <summary>An angle counter-clockwise.</summary>
    public int Draw(TransformRandom random)
    {
        var (toLeft, toRight) = (random.NextInt(left + 1), random.NextInt(right + 1));
        return random.NextInt(2) == 0 ? toLeft : -toRight;
    }
}
