using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Fills the rectangles of a grid (GridMask, Chen and others 2020).</summary>
[TypeName("albumentations.GridDropout")]
public sealed class GridDropout : MovingAlbumentation<IReadOnlyList<(long Left, long Top, long Right, long Bottom)>>
{
    private readonly double ratio;
    private readonly WholeRange? unit;
    private readonly (int? X, int? Y) count;
    private readonly (int X, int Y) shift;
    private readonly bool randomOffset;
    private readonly double[] fill;
    private readonly double? maskFill;

    /// <summary>Creates the operation.</summary>
    /// <param name="ratio">Side of a hole as a share of the grid's step, above 0 to 1.</param>
    /// <param name="unitSizeMin">Least step in pixels, 2 or more; drawn, with <paramref name="unitSizeMax"/>, in the place of a number of holes.</param>
    /// <param name="unitSizeMax">Greatest step.</param>
    /// <param name="holesNumberX">How many steps a row has; a tenth of the width each by default.</param>
    /// <param name="holesNumberY">How many a column has; the step of a row by default.</param>
    /// <param name="shiftX">Where the first hole begins.</param>
    /// <param name="shiftY">The same downwards.</param>
    /// <param name="randomOffset">Whether the shifts are drawn.</param>
    /// <param name="fillValue">What fills holes: a number, or one for each channel.</param>
    /// <param name="maskFillValue">What fills them in masks; null to leave masks alone.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public GridDropout(
        double ratio = 0.5, int? unitSizeMin = null, int? unitSizeMax = null, int? holesNumberX = null, int? holesNumberY = null, int? shiftX = 0, int? shiftY = 0,
        bool randomOffset = false, object? fillValue = null, double? maskFillValue = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.ratio = Ranges.Between(ratio, "ratio", 1e-6, 1);
        if (unitSizeMin is null != unitSizeMax is null)
        {
            throw new UserErrorException("'unit_size_min' and 'unit_size_max' go together");
        }

        unit = unitSizeMin is { } least ? new(Ranges.Between(least, "unit_size_min", 2), Ranges.Between(unitSizeMax!.Value, "unit_size_max", least)) : null;
        count = (holesNumberX is { } x ? Ranges.Between(x, "holes_number_x", 1) : null, holesNumberY is { } y ? Ranges.Between(y, "holes_number_y", 1) : null);
        shift = (Ranges.Between(shiftX ?? 0, "shift_x", 0), Ranges.Between(shiftY ?? 0, "shift_y", 0));
        this.randomOffset = randomOffset;
        fill = Holes.Fill(fillValue, "fill_value");
        maskFill = maskFillValue;
    }

    /// <summary>Draws the holes.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">The grid does not fit the image.</exception>
    public override IReadOnlyList<(long Left, long Top, long Right, long Bottom)> DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (width, height) = ((int)scene.Width, (int)scene.Height);
        int stepX, stepY;
        if (unit is { } range)
        {
            stepX = stepY = range.High <= Math.Min(width, height) ? range.Draw(random)
                : throw new UserErrorException($"'unit_size_max' of {range.High} is more than the shorter side of the image, {Math.Min(width, height)}");
        }
        else
        {
            stepX = Step(count.X, width, "holes_number_x") ?? Math.Max(2, width / 10);
            stepY = Step(count.Y, height, "holes_number_y") ?? Math.Max(2, Math.Min(stepX, height));
        }

        var (holeX, holeY) = (Math.Clamp((int)(stepX * ratio), 1, stepX - 1), Math.Clamp((int)(stepY * ratio), 1, stepY - 1));
        var (startX, startY) = randomOffset
            ? (random.Whole(0, stepX - holeX), random.Whole(0, stepY - holeY))
            : (Math.Min(shift.X, stepX - holeX), Math.Min(shift.Y, stepY - holeY));
        var holes = new List<(long, long, long, long)>();
        for (long x = startX; x < width; x += stepX)
        {
            for (long y = startY; y < height; y += stepY)
            {
                holes.Add((x, y, Math.Min(x + holeX, width), Math.Min(y + holeY, height)));
            }
        }

        return holes;
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, IReadOnlyList<(long Left, long Top, long Right, long Bottom)> draw) => Holes.Of(scene, draw, fill, maskFill, hidesPoints: false);

    private static int? Step(int? wanted, int side, string name) => wanted is not { } given ? null
        : given <= side / 2 ? Math.Max(2, side / given) : throw new UserErrorException($"'{name}' of {given} is more than half of the {side} pixels of that side");
}
