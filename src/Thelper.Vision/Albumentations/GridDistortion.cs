using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Stretches and squeezes the columns and rows of a grid.</summary>
[TypeName("albumentations.GridDistortion")]
public sealed class GridDistortion : MovingAlbumentation<(double[] X, double[] Y)>
{
    private readonly int steps;
    private readonly RealRange limit;
    private readonly Interpolation interpolation;
    private readonly BorderMode border;
    private readonly double[] fill;
    private readonly bool normalized;

    /// <summary>Creates the operation.</summary>
    /// <param name="numSteps">How many cells a row and a column have, 1 or more.</param>
    /// <param name="distortLimit">Least and greatest difference of a cell's factor from 1, above -1, or x for -x to x; 0.3 by default.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="borderMode">What lies outside: OpenCV's border; mirrored without the edge by default.</param>
    /// <param name="value">A constant; 0 by default.</param>
    /// <param name="maskValue">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="normalized">Whether factors are scaled so that the image's edges stay where they are.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public GridDistortion(
        int numSteps = 5, object? distortLimit = null, object? interpolation = null, object? borderMode = null, object? value = null, object? maskValue = null, bool normalized = false,
        bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        steps = Ranges.Between(numSteps, "num_steps", 1, 10_000);
        limit = Ranges.Real(distortLimit ?? 0.3, "distort_limit", bias: 1, least: 1e-3);
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
        border = Moves.Border(borderMode, "border_mode");
        fill = Moves.Fill(value, "value");
        MaskFill = Moves.MaskFill(maskValue, "mask_value");
        this.normalized = normalized;
    }

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <summary>Draws the factors of columns and rows; one more of each for what is left over at the end.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (double[] X, double[] Y) DrawParameters(Scene scene, TransformRandom random)
    {
        double[] Factors() => [.. Enumerable.Range(0, steps + 1).Select(_ => limit.Draw(random))];
        return (Factors(), Factors());
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (double[] X, double[] Y) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (columns, rows) = (Places((int)scene.Width, draw.X), Places((int)scene.Height, draw.Y));
        var (right, down) = (new float[scene.Width * scene.Height], new float[scene.Width * scene.Height]);
        for (var i = 0; i < right.Length; i++)
        {
            var (x, y) = (i % (int)scene.Width, i / (int)scene.Width);
            (right[i], down[i]) = ((float)(columns[x] - x), (float)(rows[y] - y));
        }

        return Sampled.Field(scene, right, down, interpolation, border, fill);
    }

    // Where each column comes from: within a cell at even steps, from where the cell before ended.
    private double[] Places(int length, double[] factors)
    {
        var step = Math.Max(1, length / steps);
        var places = new double[length];
        var scale = normalized ? length / Enumerable.Range(0, (length + step - 1) / step).Sum(i => Math.Min(step, length - (i * step)) * factors[Math.Min(i, steps)]) : 1;
        var before = 0.0;
        for (int start = 0, cell = 0; start < length; start += step, cell++)
        {
            var end = Math.Min(length, start + step);
            var factor = factors[Math.Min(cell, steps)] * scale;
            var next = start + step > length && !normalized ? length : before + ((normalized ? end - start : step) * factor);
            for (var x = start; x < end; x++)
            {
                places[x] = end - start == 1 ? before : before + ((next - before) * (x - start) / (end - start - 1));
            }

            before = next;
        }

        return places;
    }
}
