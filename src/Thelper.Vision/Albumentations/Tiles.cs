using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>An image cut into tiles, row after row.</summary>
/// <param name="Height">Height of the image.</param>
/// <param name="Width">Width of the image.</param>
/// <param name="Rows">Rows of tiles.</param>
/// <param name="Columns">Columns of tiles.</param>
internal sealed record Tiles(long Height, long Width, int Rows, int Columns)
{
    public int Count => Rows * Columns;

    public (long Left, long Top, long Right, long Bottom) this[int tile]
    {
        get
        {
            var (row, column) = (tile / Columns, tile % Columns);
            return (column * Width / Columns, row * Height / Rows, (column + 1) * Width / Columns, (row + 1) * Height / Rows);
        }
    }

    /// <summary>The tile that a point lies in; those outside belong to the nearest.</summary>
    public int Of(double x, double y)
    {
        int Place(double at, long length, int count)
        {
            var place = Math.Clamp((int)(at * count / length), 0, count - 1);
            return place + 1 < count && at >= (place + 1) * length / count ? place + 1 : place > 0 && at < place * length / count ? place - 1 : place;
        }

        return (Place(y, Height, Rows) * Columns) + Place(x, Width, Columns);
    }
}
