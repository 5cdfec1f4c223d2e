using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Adds a border to an image that is smaller than wanted, or whose sides are no multiples of a number.</summary>
[TypeName("albumentations.PadIfNeeded")]
public sealed class PadIfNeeded : MovingAlbumentation<(double X, double Y)>
{
    private readonly (int? Least, int? Divisor) height;
    private readonly (int? Least, int? Divisor) width;
    private readonly double[] fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="minHeight">Least height; null where <paramref name="padHeightDivisor"/> is given.</param>
    /// <param name="minWidth">Least width; null where <paramref name="padWidthDivisor"/> is given.</param>
    /// <param name="padHeightDivisor">A number that the height shall be a multiple of.</param>
    /// <param name="padWidthDivisor">A number that the width shall be a multiple of.</param>
    /// <param name="position">Where the image comes: <c>center</c>, <c>top_left</c>, <c>top_right</c>, <c>bottom_left</c>, <c>bottom_right</c> or <c>random</c>.</param>
    /// <param name="borderMode">What is added: OpenCV's border; mirrored without the edge by default.</param>
    /// <param name="value">A constant; 0 by default.</param>
    /// <param name="maskValue">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public PadIfNeeded(
        int? minHeight = 1024, int? minWidth = 1024, int? padHeightDivisor = null, int? padWidthDivisor = null, string position = "center", object? borderMode = null, object? value = null,
        object? maskValue = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        height = Length(minHeight, padHeightDivisor, "height");
        width = Length(minWidth, padWidthDivisor, "width");
        Position = Ranges.OneOf(position[(position.LastIndexOf('.') + 1)..].ToLowerInvariant(), "position", "center", "top_left", "top_right", "bottom_left", "bottom_right", "random");
        BorderMode = Moves.Border(borderMode, "border_mode");
        fill = Moves.Fill(value, "value");
        MaskFill = Moves.MaskFill(maskValue, "mask_value");
    }

    /// <summary>Least height; null where a divisor is given in its place.</summary>
    public int? MinHeight => height.Least;

    /// <summary>Least width; null where a divisor is given in its place.</summary>
    public int? MinWidth => width.Least;

    /// <summary>Where the image comes: <c>center</c>, <c>top_left</c>, <c>top_right</c>, <c>bottom_left</c>, <c>bottom_right</c> or <c>random</c>.</summary>
    public string Position { get; }

    /// <summary>What is added.</summary>
    public BorderMode BorderMode { get; }

    /// <summary>The constant, for the first channels; 0 for the others.</summary>
    public IReadOnlyList<double> Fill => fill;

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <summary>Draws how much of the border comes before the image, as shares.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (double X, double Y) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Position switch
        {
            "center" => (0.5, 0.5),
            "top_left" => (0, 0),
            "top_right" => (1, 0),
            "bottom_left" => (0, 1),
            "bottom_right" => (1, 1),
            _ => (random.NextDouble(), random.NextDouble()),
        };
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (double X, double Y) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (rows, columns) = (Missing(scene.Height, height), Missing(scene.Width, width));
        return Warps.Crop(scene.Height, scene.Width, -(long)(columns * draw.X), -(long)(rows * draw.Y), scene.Height + rows, scene.Width + columns, BorderMode, fill);
    }

    private static long Missing(long side, (int? Least, int? Divisor) wanted) =>
        wanted.Divisor is { } divisor ? (divisor - (side % divisor)) % divisor : Math.Max(0, wanted.Least!.Value - side);

    private static (int? Least, int? Divisor) Length(int? least, int? divisor, string name) => divisor is null
        ? (Moves.Side(least ?? throw new UserErrorException($"needs 'min_{name}' or 'pad_{name}_divisor'"), $"min_{name}"), null)
        : least is null or 1024 ? (null, Moves.Side(divisor.Value, $"pad_{name}_divisor"))
        : throw new UserErrorException($"takes 'min_{name}' or 'pad_{name}_divisor', not both");
}
