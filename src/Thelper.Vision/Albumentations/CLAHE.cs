using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Equalises the histogram of each tile of an image, with a limit to the contrast; of colours, their lightness.</summary>
[TypeName("albumentations.CLAHE")]
public sealed class CLAHE : PixelOperation<double>
{
    private readonly RealRange clipLimit;
    private readonly (int Columns, int Rows) tiles;

    /// <summary>Creates the operation.</summary>
    /// <param name="clipLimit">Least and greatest limit, 1 or more; or the greatest alone; 4 by default.</param>
    /// <param name="tileGridSize">How many tiles there are in a row and in a column; 8 and 8 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public CLAHE(object? clipLimit = null, object? tileGridSize = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.clipLimit = Ranges.Real(clipLimit ?? 4.0, "clip_limit", 1, least: 0);
        var grid = Ranges.Count(tileGridSize ?? new List<object?> { 8L, 8L }, "tile_grid_size", 2);
        tiles = Array.TrueForAll(grid, side => side is >= 1 and <= 1024 && double.IsInteger(side))
            ? ((int)grid[0], (int)grid[1])
            : throw new UserErrorException($"'tile_grid_size' must hold two integers from 1 to 1024, got {PythonRepr.Of(tileGridSize)}");
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Bytes | Needs.GrayOrColor;

    /// <inheritdoc/>
    public override double Draw(torch.Tensor image, TransformRandom random) => clipLimit.Draw(random);

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, double draw)
    {
        if (Pixels.Channels(image) == 1)
        {
            return Pixels.As(ImageFilters.Clahe(Pixels.Plane(image, 0), draw, tiles.Columns, tiles.Rows), image);
        }

        return Pixels.InSpace(image, ColorConversion.RgbToLab, ColorConversion.LabToRgb, lab =>
        {
            using var light = Pixels.Plane(lab, 0);
            using var equalized = ImageFilters.Clahe(light, draw, tiles.Columns, tiles.Rows);
            Pixels.SetPlane(lab, 0, equalized);
            return lab;
        });
    }
}
