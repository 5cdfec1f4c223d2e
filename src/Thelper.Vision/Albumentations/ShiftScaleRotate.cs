using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Turns an image about its centre, makes it larger or smaller, and shifts it.</summary>
[TypeName("albumentations.ShiftScaleRotate")]
public sealed class ShiftScaleRotate : MovingAlbumentation<(double Angle, double Scale, double X, double Y)>
{
    private readonly RealRange shiftX;
    private readonly RealRange shiftY;
    private readonly RealRange scale;
    private readonly RealRange angle;
    private readonly Interpolation interpolation;
    private readonly BorderMode border;
    private readonly double[] fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="shiftLimit">Least and greatest shift as a share of width and height, within -1 and 1, or x for -x to x; 0.0625 by default.</param>
    /// <param name="scaleLimit">Least and greatest difference of the factor from 1, above -1, or x for -x to x; 0.1 by default.</param>
    /// <param name="rotateLimit">Least and greatest angle in degrees, counter-clockwise, or x for -x to x; 45 by default.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="borderMode">What lies outside: OpenCV's border; mirrored without the edge by default.</param>
    /// <param name="value">A constant; 0 by default.</param>
    /// <param name="maskValue">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="shiftLimitX">The shift to the right alone.</param>
    /// <param name="shiftLimitY">The shift downwards alone.</param>
    /// <param name="rotateMethod"><c>largest_box</c>: a box becomes what bounds its turned corners.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ShiftScaleRotate(
        object? shiftLimit = null, object? scaleLimit = null, object? rotateLimit = null, object? interpolation = null, object? borderMode = null, object? value = null, object? maskValue = null,
        object? shiftLimitX = null, object? shiftLimitY = null, string rotateMethod = "largest_box", bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        Turns.RequireLargestBox(rotateMethod);
        shiftX = Ranges.Real(shiftLimitX ?? shiftLimit ?? 0.0625, shiftLimitX is null ? "shift_limit" : "shift_limit_x", least: -1, most: 1);
        shiftY = Ranges.Real(shiftLimitY ?? shiftLimit ?? 0.0625, shiftLimitY is null ? "shift_limit" : "shift_limit_y", least: -1, most: 1);
        scale = Ranges.Real(scaleLimit ?? 0.1, "scale_limit", bias: 1, least: 1e-3, most: 1e3);
        angle = Ranges.Real(rotateLimit ?? 45L, "rotate_limit");
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
        border = Moves.Border(borderMode, "border_mode");
        fill = Moves.Fill(value, "value");
        MaskFill = Moves.MaskFill(maskValue, "mask_value");
    }

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <inheritdoc/>
    public override (double Angle, double Scale, double X, double Y) DrawParameters(Scene scene, TransformRandom random) =>
        (angle.Draw(random), scale.Draw(random), shiftX.Draw(random), shiftY.Draw(random));

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (double Angle, double Scale, double X, double Y) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var matrix = Turns.AboutCenter(scene, draw.Angle, draw.Scale);
        matrix[2] += draw.X * scene.Width;
        matrix[5] += draw.Y * scene.Height;
        return Warps.Affine(scene.Height, scene.Width, matrix, scene.Height, scene.Width, (int)interpolation, border, fill);
    }
}
