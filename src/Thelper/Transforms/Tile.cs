using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Cuts an image into a list of tiles, row after row.</summary>
/// <remarks>
/// A list [image, mask] restricts the tiles to those of which a given share lies in the mask (H×W, non-zero inside); the first
/// place where a tile does, searched row by row, then fixes the phase of the grid.
/// </remarks>
[TypeName("thelper.transforms.operations.Tile", "thelper.transforms.Tile")]
public sealed class Tile : TilingOperation
{
    private readonly (object Width, object Height) size;
    private readonly double overlap;
    private readonly double minMaskIou;
    private readonly bool offsetOverlap;
    private readonly BorderMode border;
    private readonly object? borderArgument;
    private readonly double[] borderValue;

    /// <summary>Creates the operation.</summary>
    /// <param name="tileSize">Width and height of a tile, or one number for both; integers are pixels, numbers with a point are shares of the image.</param>
    /// <param name="tileOverlap">Share of a tile that overlaps its neighbours, from 0 to below 1.</param>
    /// <param name="minMaskIou">Share of a tile that must lie in the mask, 0 to 1.</param>
    /// <param name="offsetOverlap">Whether the first tile starts half an overlap outside the image.</param>
    /// <param name="bordertype">What lies outside the image: OpenCV's number or name; constant by default.</param>
    /// <param name="borderval">Value outside for a constant border: a list with one number per channel, or one number for the first channel (OpenCV's rule).</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Tile(
        object? tileSize, double tileOverlap = 0.0, double minMaskIou = 1.0, bool offsetOverlap = false, object? bordertype = null, object? borderval = null)
    {
        size = TransformArguments.Pair(tileSize, "tile_size");
        if (TransformArguments.IsInteger(size.Width) != TransformArguments.IsInteger(size.Height)
            || !(TransformArguments.Number(size.Width) > 0 && TransformArguments.Number(size.Height) > 0))
        {
            throw new UserErrorException($"'tile_size' must hold two integers or two floats above 0, got {PythonRepr.Of(tileSize)}");
        }

        overlap = tileOverlap is >= 0 and < 1 ? tileOverlap : throw new UserErrorException("'tile_overlap' must be at least 0 and below 1");
        this.minMaskIou = minMaskIou is >= 0 and <= 1 ? minMaskIou : throw new UserErrorException("'min_mask_iou' must lie between 0 and 1");
        this.offsetOverlap = offsetOverlap;
        border = TransformArguments.Border(bordertype, "bordertype");
        borderArgument = borderval ?? 0L;
        borderValue = TransformArguments.BorderValue(borderval, "borderval");
    }

    /// <summary>The number of tiles that an image is cut into.</summary>
    /// <param name="image">H×W or H×W×C.</param>
    /// <param name="mask">H×W, or null.</param>
    public int CountTiles(torch.Tensor image, torch.Tensor? mask = null) => Places(SizeOf(image), mask).Count;

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    protected override object? ApplyTo(object? value, TransformRandom random) => value switch
    {
        IReadOnlyList<object?> { Count: 2 } pair when Image(pair[0]) is var image =>
            WarpsOf(SizeOf(image), pair[1] is null ? null : Image(pair[1])).ConvertAll(warp => (object?)MoveImage(warp, image)),
        _ => base.ApplyTo(value, random),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<Warp> DrawWarps(Scene scene, TransformRandom random) => WarpsOf(scene, null);

    /// <summary>Always fails, as in the original: tiles do not tell how large the image was.</summary>
    /// <param name="value">The tiles.</param>
    /// <exception cref="UserErrorException">Always.</exception>
    protected override object? InvertTo(object? value) =>
        throw new UserErrorException("cannot be inverted, as tiles do not tell how large the image was, and parts of it may lie in none");

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"tile_size={TransformArguments.Tuple(size.Width, size.Height)}, tile_overlap={TransformArguments.Text(overlap)}, " +
        $"min_mask_iou={TransformArguments.Text(minMaskIou)}, offset_overlap={TransformArguments.Text(offsetOverlap)}, " +
        $"bordertype={(int)border}, borderval={TransformArguments.Text(borderArgument)}";

    private List<Warp> WarpsOf(Scene scene, torch.Tensor? mask)
    {
        var (width, height) = TileSize(scene);
        return Places(scene, mask).ConvertAll(place => Warps.Crop(scene.Height, scene.Width, place.Left, place.Top, height, width, border, borderValue));
    }

    private (long Width, long Height) TileSize(Scene scene) => (Length(size.Width, scene.Width), Length(size.Height, scene.Height));

    private List<(long Left, long Top)> Places(Scene scene, torch.Tensor? mask)
    {
        var (imageHeight, imageWidth) = (scene.Height, scene.Width);
        var (width, height) = TileSize(scene);
        var (overlapX, overlapY) = ((long)Math.Round(width * overlap), (long)Math.Round(height * overlap));
        var (stepX, stepY) = (Math.Max(width - (2 * (overlapX / 2)), 1), Math.Max(height - (2 * (overlapY / 2)), 1));
        var (offsetX, offsetY) = offsetOverlap ? (-((overlapX + 1) / 2), -((overlapY + 1) / 2)) : (0L, 0L);
        var counts = mask is null ? null : new MaskCounts(mask, imageWidth, imageHeight);
        var needed = width * height * minMaskIou;
        var (startX, startY) = (offsetX, offsetY);
        if (counts is not null)
        {
            if (counts.FirstWith(width, height, needed) is not { } first)
            {
                return [];
            }

            (startX, startY) = (first.Left % stepX, first.Top % stepY);
        }

        var places = new List<(long, long)>();
        for (var top = startY; top + height <= imageHeight - offsetY; top += stepY)
        {
            for (var left = startX; left + width <= imageWidth - offsetX; left += stepX)
            {
                if (counts is null || counts.Count(left, top, width, height) >= needed)
                {
                    places.Add((left, top));
                }
            }
        }

        return places;
    }

    private static long Length(object size, long whole)
    {
        var number = TransformArguments.Number(size)!.Value;
        return TransformArguments.IsInteger(size) ? (long)number : Math.Max(1, (long)Math.Round(number * whole));
    }
}
