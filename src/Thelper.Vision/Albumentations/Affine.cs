using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Shears, scales, turns and shifts an image about its centre.</summary>
[TypeName("albumentations.Affine")]
public sealed class Affine : MovingAlbumentation<(double ScaleX, double ScaleY, double ShiftX, double ShiftY, double Angle, double ShearX, double ShearY)>
{
    private readonly (RealRange X, RealRange Y) scale;
    private readonly (RealRange X, RealRange Y) shift;
    private readonly (RealRange X, RealRange Y) shear;
    private readonly bool inPixels;
    private readonly RealRange rotate;
    private readonly Interpolation interpolation;
    private readonly double[] fill;
    private readonly BorderMode border;
    private readonly bool fitOutput;
    private readonly bool keepRatio;

    /// <summary>Creates the operation. Without scale, translation, rotation and shear all of them are drawn from small ranges.</summary>
    /// <param name="scale">Factor, a least and a greatest, or a map of these with <c>x</c> and <c>y</c>; above 0.</param>
    /// <param name="translatePercent">Shift as a share of width and height, of the same forms.</param>
    /// <param name="translatePx">Shift in whole pixels, of the same forms. At most one of the two is given.</param>
    /// <param name="rotate">Angle in degrees, clockwise below 0, or a least and a greatest.</param>
    /// <param name="shear">Angle in degrees, of the forms of <paramref name="scale"/>.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="maskInterpolation">Accepted where it is nearest, the only one that keeps label maps intact.</param>
    /// <param name="cval">A constant for what lies outside: a number for the first channel or one for each; 0 by default.</param>
    /// <param name="cvalMask">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="mode">What lies outside: OpenCV's border; constant by default.</param>
    /// <param name="fitOutput">Whether the result is as large as what becomes of the image; shifts then change nothing.</param>
    /// <param name="keepRatio">Whether both factors are the same draw.</param>
    /// <param name="rotateMethod"><c>largest_box</c>: a box becomes what bounds its turned corners.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Affine(
        object? scale = null, object? translatePercent = null, object? translatePx = null, object? rotate = null, object? shear = null, object? interpolation = null,
        object? maskInterpolation = null, object? cval = null, object? cvalMask = null, object? mode = null, bool fitOutput = false, bool keepRatio = false,
        string rotateMethod = "largest_box", bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        Turns.RequireLargestBox(rotateMethod);
        if (translatePercent is not null && translatePx is not null)
        {
            throw new UserErrorException("takes 'translate_percent' or 'translate_px', not both");
        }

        if (scale is null && translatePercent is null && translatePx is null && rotate is null && shear is null)
        {
            static List<object?> Around(double middle, double reach) => [middle - reach, middle + reach];
            (scale, translatePercent, rotate, shear) = (Around(1, 0.1), Around(0, 0.1), Around(0, 15), Around(0, 10));
        }

        this.scale = Axes(scale ?? 1.0, "scale", 1e-3, 1e3);
        inPixels = translatePx is not null;
        shift = Axes(translatePx ?? translatePercent ?? 0L, inPixels ? "translate_px" : "translate_percent", double.NegativeInfinity, double.PositiveInfinity);
        this.rotate = Ranges.Real(rotate ?? 0L, "rotate", TransformArguments.Number(rotate ?? 0L));
        this.shear = Axes(shear ?? 0L, "shear", -89, 89);
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
        Sampled.RequireNearest(maskInterpolation);
        fill = Moves.Fill(cval, "cval");
        MaskFill = Moves.MaskFill(cvalMask, "cval_mask");
        border = Moves.Border(mode, "mode", BorderMode.Constant);
        (this.fitOutput, this.keepRatio) = (fitOutput, keepRatio);
    }

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <summary>Draws factors, shifts in pixels and angles in degrees.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (double ScaleX, double ScaleY, double ShiftX, double ShiftY, double Angle, double ShearX, double ShearY) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (scaleX, scaleY) = (scale.X.Draw(random), scale.Y.Draw(random));
        var (x, y) = inPixels
            ? (random.Whole((int)shift.X.Low, (int)shift.X.High), random.Whole((int)shift.Y.Low, (int)shift.Y.High))
            : (shift.X.Draw(random) * scene.Width, shift.Y.Draw(random) * scene.Height);
        return (scaleX, keepRatio ? scaleX : scaleY, x, y, rotate.Draw(random), shear.X.Draw(random), shear.Y.Draw(random));
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (double ScaleX, double ScaleY, double ShiftX, double ShiftY, double Angle, double ShearX, double ShearY) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (height, width) = (scene.Height, scene.Width);
        static double Radians(double degrees) => -degrees * Math.PI / 180;
        var (turn, shearX, shearY) = (Radians(draw.Angle), Radians(draw.ShearX), Radians(draw.ShearY));
        // The vertical shear is a horizontal one between two turns of a quarter; the others are one matrix.
        var map = PlaneMap.Shift(-width / 2.0, -height / 2.0)
            .Then(new PlaneMap(Math.Cos(shearY), 0, 0, Math.Sin(shearY), 1, 0))
            .Then(new PlaneMap(
                draw.ScaleX * Math.Cos(turn), -draw.ScaleY * Math.Sin(turn + shearX), draw.ShiftX, draw.ScaleX * Math.Sin(turn), draw.ScaleY * Math.Cos(turn + shearX), draw.ShiftY))
            .Then(PlaneMap.Shift(width / 2.0, height / 2.0));
        var (outHeight, outWidth) = (height, width);
        if (fitOutput)
        {
            (map, outHeight, outWidth) = Quads.Fitted(map, height, width);
        }

        return Warps.Affine(height, width, map.ToCenters()[..6], outHeight, outWidth, (int)interpolation, border, fill);
    }

    private static (RealRange X, RealRange Y) Axes(object? value, string name, double least, double most)
    {
        RealRange One(object? given) => Ranges.Real(given, name, TransformArguments.Number(given), least: least, most: most);
        if (value is not IReadOnlyDictionary<string, object?> map)
        {
            return (One(value), One(value));
        }

        var unknown = map.Keys.FirstOrDefault(key => key is not ("x" or "y"));
        return unknown is null
            ? (One(map.GetValueOrDefault("x") ?? (name == "scale" ? 1.0 : 0L)), One(map.GetValueOrDefault("y") ?? (name == "scale" ? 1.0 : 0L)))
            : throw new UserErrorException($"'{name}': unknown key '{unknown}' (expected x and y)");
    }
}
