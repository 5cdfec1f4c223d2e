using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Fills random rectangles, in the image and, if asked for, in masks; points below them are gone.</summary>
[TypeName("albumentations.CoarseDropout")]
public sealed class CoarseDropout : MovingAlbumentation<IReadOnlyList<(long Left, long Top, long Right, long Bottom)>>
{
    private readonly WholeRange count;
    private readonly (RealRange Range, bool IsShare) height;
    private readonly (RealRange Range, bool IsShare) width;
    private readonly double[] fill;
    private readonly double? maskFill;

    /// <summary>Creates the operation.</summary>
    /// <param name="maxHoles">Greatest number of rectangles, 1 or more.</param>
    /// <param name="maxHeight">Greatest height in pixels, or as a share of the image's where it is no integer; 8 by default.</param>
    /// <param name="maxWidth">The same for the width.</param>
    /// <param name="minHoles">Least number; as the greatest by default.</param>
    /// <param name="minHeight">Least height; as the greatest by default, and of its kind.</param>
    /// <param name="minWidth">Least width.</param>
    /// <param name="fillValue">What fills them: a number, or one for each channel; 0 by default.</param>
    /// <param name="maskFillValue">What fills them in masks; null to leave masks alone.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public CoarseDropout(
        int maxHoles = 8, object? maxHeight = null, object? maxWidth = null, int? minHoles = null, object? minHeight = null, object? minWidth = null, object? fillValue = null,
        double? maskFillValue = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        Ranges.Between(maxHoles, "max_holes", 1, 100_000);
        count = new(Ranges.Between(minHoles ?? maxHoles, "min_holes", 1, maxHoles), maxHoles);
        height = Lengths(minHeight, maxHeight, "height");
        width = Lengths(minWidth, maxWidth, "width");
        fill = Holes.Fill(fillValue, "fill_value");
        maskFill = maskFillValue;
    }

    /// <summary>Draws the rectangles.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override IReadOnlyList<(long Left, long Top, long Right, long Bottom)> DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var holes = new (long, long, long, long)[count.Draw(random)];
        for (var i = 0; i < holes.Length; i++)
        {
            var (h, w) = (Length(height, (int)scene.Height, random), Length(width, (int)scene.Width, random));
            var (top, left) = (random.Whole(0, (int)scene.Height - h), random.Whole(0, (int)scene.Width - w));
            holes[i] = (left, top, left + w, top + h);
        }

        return holes;
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, IReadOnlyList<(long Left, long Top, long Right, long Bottom)> draw) => Holes.Of(scene, draw, fill, maskFill, hidesPoints: true);

    private static int Length((RealRange Range, bool IsShare) given, int side, TransformRandom random) => Math.Min(side, given.IsShare
        ? (int)(side * given.Range.Draw(random))
        : random.Whole((int)given.Range.Low, (int)given.Range.High));

    private static (RealRange Range, bool IsShare) Lengths(object? least, object? most, string name)
    {
        most ??= 8L;
        least ??= most;
        var isShare = !TransformArguments.IsInteger(most);
        return TransformArguments.Number(least) is { } low && TransformArguments.Number(most) is { } high && TransformArguments.IsInteger(least) != isShare
            && low > 0 && low <= high && (!isShare || high <= 1)
            ? (new(low, high), isShare)
            : throw new UserErrorException(
                $"'min_{name}' and 'max_{name}' must both be integers of 1 or more, or both shares above 0 to 1, the least not above the greatest; got {PythonRepr.Of(least)} and {PythonRepr.Of(most)}");
    }
}
