using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Bends an image as a lens does: by Brown's model with one number for both of its radial coefficients.</summary>
[TypeName("albumentations.OpticalDistortion")]
public sealed class OpticalDistortion : MovingAlbumentation<(double K, int X, int Y)>
{
    private readonly RealRange distortion;
    private readonly RealRange shift;
    private readonly Interpolation interpolation;
    private readonly BorderMode border;
    private readonly double[] fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="distortLimit">Least and greatest coefficient, or x for -x to x; 0.05 by default.</param>
    /// <param name="shiftLimit">Least and greatest shift of the lens's middle in pixels, rounded, or x for -x to x; 0.05 by default.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="borderMode">What lies outside: OpenCV's border; mirrored without the edge by default.</param>
    /// <param name="value">A constant; 0 by default.</param>
    /// <param name="maskValue">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public OpticalDistortion(
        object? distortLimit = null, object? shiftLimit = null, object? interpolation = null, object? borderMode = null, object? value = null, object? maskValue = null,
        bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        distortion = Ranges.Real(distortLimit ?? 0.05, "distort_limit");
        shift = Ranges.Real(shiftLimit ?? 0.05, "shift_limit");
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
        border = Moves.Border(borderMode, "border_mode");
        fill = Moves.Fill(value, "value");
        MaskFill = Moves.MaskFill(maskValue, "mask_value");
    }

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <inheritdoc/>
    public override (double K, int X, int Y) DrawParameters(Scene scene, TransformRandom random) =>
        (distortion.Draw(random), (int)Math.Round(shift.Draw(random)), (int)Math.Round(shift.Draw(random)));

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (double K, int X, int Y) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (width, height) = (scene.Width, scene.Height);
        var (right, down) = (new float[width * height], new float[width * height]);
        for (var i = 0; i < right.Length; i++)
        {
            // Distances from the middle in units of the image's sides, as OpenCV's initUndistortRectifyMap has them.
            var (column, row) = (i % width, i / width);
            var (x, y) = ((column - ((width - 1) / 2.0)) / width, (row - ((height - 1) / 2.0)) / height);
            var square = (x * x) + (y * y);
            var factor = 1 + (draw.K * square) + (draw.K * square * square);
            right[i] = (float)((x * factor * width) + (width * 0.5) + draw.X - column);
            down[i] = (float)((y * factor * height) + (height * 0.5) + draw.Y - row);
        }

        return Sampled.Field(scene, right, down, interpolation, border, fill);
    }
}
