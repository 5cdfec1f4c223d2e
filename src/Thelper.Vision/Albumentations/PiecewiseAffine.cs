using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Moves the points of a grid at random, and the image with them.</summary>
[TypeName("albumentations.PiecewiseAffine")]
public sealed class PiecewiseAffine : MovingAlbumentation<(int Rows, int Columns, double[] Shifts)>
{
    private readonly RealRange scale;
    private readonly WholeRange rows;
    private readonly WholeRange columns;
    private readonly Interpolation interpolation;
    private readonly BorderMode border;
    private readonly double[] fill;
    private readonly bool absolute;

    /// <summary>Creates the operation.</summary>
    /// <param name="scale">Least and greatest standard deviation of a point's shifts, as a share of the image's sides; or the one; 0.03 to 0.05 by default.</param>
    /// <param name="nbRows">How many rows of points, 2 or more: a number, or a least and a greatest; 4 by default.</param>
    /// <param name="nbCols">How many columns.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="maskInterpolation">Accepted where it is nearest, the only one that keeps label maps intact.</param>
    /// <param name="cval">A constant for what lies outside; 0 by default.</param>
    /// <param name="cvalMask">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="mode">What lies outside: <c>constant</c>, <c>edge</c>, <c>symmetric</c>, <c>reflect</c> or <c>wrap</c>.</param>
    /// <param name="absoluteScale">Whether <paramref name="scale"/> is in pixels.</param>
    /// <param name="keypointsThreshold">Accepted for old configurations: points are moved by the inverse of the map here.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public PiecewiseAffine(
        object? scale = null, object? nbRows = null, object? nbCols = null, object? interpolation = null, object? maskInterpolation = null, object? cval = null, object? cvalMask = null,
        string mode = "constant", bool absoluteScale = false, double keypointsThreshold = 0.01, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        _ = keypointsThreshold;
        this.scale = Ranges.Real(scale ?? new List<object?> { 0.03, 0.05 }, "scale", TransformArguments.Number(scale), least: 0);
        rows = Ranges.Whole(nbRows ?? 4L, "nb_rows", (int?)TransformArguments.Number(nbRows ?? 4L), least: 2, most: 1000);
        columns = Ranges.Whole(nbCols ?? 4L, "nb_cols", (int?)TransformArguments.Number(nbCols ?? 4L), least: 2, most: 1000);
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
        Sampled.RequireNearest(maskInterpolation);
        fill = Moves.Fill(cval, "cval");
        MaskFill = Moves.MaskFill(cvalMask, "cval_mask");
        border = Ranges.OneOf(mode, "mode", "constant", "edge", "symmetric", "reflect", "wrap") switch
        {
            "constant" => BorderMode.Constant,
            "edge" => BorderMode.Replicate,
            "symmetric" => BorderMode.Reflect,
            "reflect" => BorderMode.Reflect101,
            _ => BorderMode.Wrap,
        };
        absolute = absoluteScale;
    }

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <summary>Draws the grid and each point's shift: to the right and down in pixels, row after row.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (int Rows, int Columns, double[] Shifts) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (high, wide, deviation) = (rows.Draw(random), columns.Draw(random), scale.Draw(random));
        var shifts = new double[high * wide * 2];
        for (var i = 0; i < shifts.Length; i++)
        {
            shifts[i] = deviation * random.Normal() * (absolute ? 1 : i % 2 == 0 ? scene.Width : scene.Height);
        }

        return (high, wide, shifts);
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (int Rows, int Columns, double[] Shifts) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (width, height) = (scene.Width, scene.Height);
        var (right, down) = (new float[width * height], new float[width * height]);
        var clipped = Clipped(scene, draw);
        for (var i = 0; i < right.Length; i++)
        {
            // The cell of the grid, and where in it: two triangles on either side of the diagonal from the upper left.
            var (gridX, gridY) = (((i % width) + 0.5) / width * (draw.Columns - 1), ((i / width) + 0.5) / height * (draw.Rows - 1));
            var (column, row) = (Math.Min((int)gridX, draw.Columns - 2), Math.Min((int)gridY, draw.Rows - 2));
            var (x, y) = (gridX - column, gridY - row);
            double At(int dy, int dx, int axis) => clipped[((((row + dy) * draw.Columns) + column + dx) * 2) + axis];
            double Shift(int axis) => x >= y
                ? ((1 - x) * At(0, 0, axis)) + ((x - y) * At(0, 1, axis)) + (y * At(1, 1, axis))
                : ((1 - y) * At(0, 0, axis)) + ((y - x) * At(1, 0, axis)) + (x * At(1, 1, axis));
            (right[i], down[i]) = ((float)Shift(0), (float)Shift(1));
        }

        return Sampled.Field(scene, right, down, interpolation, border, fill);
    }

    // Points come from inside the image.
    private static double[] Clipped(Scene scene, (int Rows, int Columns, double[] Shifts) draw) => [.. draw.Shifts.Select((shift, i) =>
    {
        var point = i / 2;
        var (place, side) = i % 2 == 0
            ? (point % draw.Columns * scene.Width / (double)(draw.Columns - 1), scene.Width)
            : (point / draw.Columns * scene.Height / (double)(draw.Rows - 1), scene.Height);
        return Math.Clamp(place + shift, 0, side) - place;
    })];
}
