using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Moves the corners of a part of the image, near the image's own, to those of a rectangle.</summary>
[TypeName("albumentations.Perspective")]
public sealed class Perspective : MovingAlbumentation<double[]>
{
    private const double MostShare = 0.32;

    private readonly RealRange scale;
    private readonly bool keepSize;
    private readonly bool fitOutput;
    private readonly BorderMode border;
    private readonly double[] fill;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="scale">Least and greatest standard deviation of the corners' distances from the image's, as shares of its sides, 0 or more; or the greatest alone; 0.05 to 0.1 by default.</param>
    /// <param name="keepSize">Whether the result is resized to the image's size.</param>
    /// <param name="padMode">What lies outside: OpenCV's border; constant by default.</param>
    /// <param name="padVal">A constant; 0 by default.</param>
    /// <param name="maskPadVal">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="fitOutput">Whether all of the image stays in the frame.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Perspective(
        object? scale = null, bool keepSize = true, object? padMode = null, object? padVal = null, object? maskPadVal = null, bool fitOutput = false, object? interpolation = null,
        bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.scale = Ranges.Real(scale ?? new List<object?> { 0.05, 0.1 }, "scale", 0, least: 0, most: 1);
        (this.keepSize, this.fitOutput) = (keepSize, fitOutput);
        border = Moves.Border(padMode, "pad_mode", BorderMode.Constant);
        fill = Moves.Fill(padVal, "pad_val");
        MaskFill = Moves.MaskFill(maskPadVal, "mask_pad_val");
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <summary>Draws how far each corner lies inside: to the right and downwards, in shares, from the upper left one clockwise.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override double[] DrawParameters(Scene scene, TransformRandom random)
    {
        var deviation = scale.Draw(random);
        return [.. Enumerable.Range(0, 8).Select(_ => Math.Abs(deviation * random.Normal()) % MostShare)];
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, double[] draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(draw);
        var (height, width) = (scene.Height, scene.Width);
        (double X, double Y)[] corners =
        [
            (draw[0] * width, draw[1] * height), ((1 - draw[2]) * width, draw[3] * height), ((1 - draw[4]) * width, (1 - draw[5]) * height), (draw[6] * width, (1 - draw[7]) * height),
        ];
        double Distance(int a, int b) => double.Hypot(corners[a].X - corners[b].X, corners[a].Y - corners[b].Y);
        var (wide, high) = (Math.Max(2, (long)Math.Max(Distance(0, 1), Distance(3, 2))), Math.Max(2, (long)Math.Max(Distance(0, 3), Distance(1, 2))));
        var map = Quads.Map(corners, [(0, 0), (wide, 0), (wide, high), (0, high)]);
        if (fitOutput)
        {
            (map, high, wide) = Quads.Fitted(map, height, width);
        }

        var warp = Sampled.Perspective(height, width, map, high, wide, interpolation, border, fill);
        return keepSize && (high, wide) != (height, width) ? new ChainWarp([warp, Warps.Resize(high, wide, height, width, interpolation)]) : warp;
    }
}
