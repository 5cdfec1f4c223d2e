using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts out a box of the image, its edges moved at random.</summary>
/// <remarks>albumentations is given the box with each call; here it is the first of the sample's boxes.</remarks>
[TypeName("albumentations.RandomCropNearBBox")]
public sealed class RandomCropNearBBox : MovingAlbumentation<(long Left, long Top, long Right, long Bottom)>
{
    private readonly (double Height, double Width) most;

    /// <summary>Creates the operation.</summary>
    /// <param name="maxPartShift">How far edges move, as a share of the box's height and width, 0 to 1; one number for both; 0.3 by default.</param>
    /// <param name="croppingBoxKey">Accepted for old configurations: the box is the first of the sample.</param>
    /// <param name="croppingBboxKey">As <paramref name="croppingBoxKey"/>.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomCropNearBBox(object? maxPartShift = null, string? croppingBoxKey = null, string? croppingBboxKey = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        _ = (croppingBoxKey, croppingBboxKey);
        most = TransformArguments.Numbers(maxPartShift ?? 0.3, "max_part_shift") switch
        {
            [var one] => (Ranges.Between(one, "max_part_shift", 0, 1), one),
            [var height, var width] => (Ranges.Between(height, "max_part_shift", 0, 1), Ranges.Between(width, "max_part_shift", 0, 1)),
            _ => throw new UserErrorException($"'max_part_shift' must be a number or two, got {PythonRepr.Of(maxPartShift)}"),
        };
    }

    /// <summary>Draws the region.</summary>
    /// <param name="scene">The image's size and boxes.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">There is no box.</exception>
    public override (long Left, long Top, long Right, long Bottom) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (scene.Boxes.Count == 0)
        {
            throw new UserErrorException("needs a box to cut out, and the sample has none");
        }

        var box = scene.Boxes[0];
        var (dx, dy) = ((int)Math.Round(box.Width * most.Width), (int)Math.Round(box.Height * most.Height));
        long Near(double edge, int reach, long least, long length) => Math.Clamp((long)Math.Round(edge) + random.Whole(-reach, reach), least, length);
        var (left, top) = (Near(box.Left, dx, 0, scene.Width - 1), Near(box.Top, dy, 0, scene.Height - 1));
        return (left, top, Near(box.Right, dx, left + 1, scene.Width), Near(box.Bottom, dy, top + 1, scene.Height));
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Left, long Top, long Right, long Bottom) draw) => Moves.Crop(scene, draw.Left, draw.Top, draw.Bottom - draw.Top, draw.Right - draw.Left);
}
