using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Turns an image about its centre by a random angle and makes it so much smaller, in each direction, that all of it stays in the frame.</summary>
[TypeName("albumentations.SafeRotate")]
public sealed class SafeRotate : MovingAlbumentation<double>
{
    private readonly RealRange limit;
    private readonly Interpolation interpolation;
    private readonly BorderMode border;
    private readonly double[] fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="limit">Least and greatest angle in degrees, or x for -x to x; 90 by default.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="borderMode">What lies outside: OpenCV's border; mirrored without the edge by default.</param>
    /// <param name="value">A constant; 0 by default.</param>
    /// <param name="maskValue">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public SafeRotate(object? limit = null, object? interpolation = null, object? borderMode = null, object? value = null, object? maskValue = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.limit = Ranges.Real(limit ?? 90L, "limit");
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
        border = Moves.Border(borderMode, "border_mode");
        fill = Moves.Fill(value, "value");
        MaskFill = Moves.MaskFill(maskValue, "mask_value");
    }

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <inheritdoc/>
    public override double DrawParameters(Scene scene, TransformRandom random) => limit.Draw(random);

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, double draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (height, width) = (scene.Height, scene.Width);
        var (sin, cos) = Math.SinCos(draw * Math.PI / 180);
        var (wide, high) = (Math.Ceiling((height * Math.Abs(sin)) + (width * Math.Abs(cos)) - 1e-9), Math.Ceiling((height * Math.Abs(cos)) + (width * Math.Abs(sin)) - 1e-9));
        var map = PlaneMap.Shift(-width / 2.0, -height / 2.0)
            .Then(new PlaneMap(cos, sin, 0, -sin, cos, 0))
            .Then(PlaneMap.Scale(width / wide, height / high))
            .Then(PlaneMap.Shift(width / 2.0, height / 2.0));
        return Warps.Affine(height, width, map.ToCenters()[..6], height, width, (int)interpolation, border, fill);
    }
}
