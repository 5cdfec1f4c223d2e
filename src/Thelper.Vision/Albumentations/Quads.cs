using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Maps of the plane by what becomes of four corners.</summary>
internal static class Quads
{
    /// <summary>The map that takes four points to four others.</summary>
    /// <exception cref="UserErrorException">Three of them lie on a line.</exception>
    public static PlaneMap Map((double X, double Y)[] from, (double X, double Y)[] to)
    {
        // Eight equations for the eight numbers of a matrix whose last is 1.
        var rows = new double[8][];
        for (var i = 0; i < 4; i++)
        {
            var ((x, y), (u, v)) = (from[i], to[i]);
            rows[2 * i] = [x, y, 1, 0, 0, 0, -u * x, -u * y, u];
            rows[(2 * i) + 1] = [0, 0, 0, x, y, 1, -v * x, -v * y, v];
        }

        for (var column = 0; column < 8; column++)
        {
            var pivot = Enumerable.Range(column, 8 - column).MaxBy(row => Math.Abs(rows[row][column]));
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            if (Math.Abs(rows[column][column]) < 1e-12)
            {
                throw new UserErrorException("three corners lie on a line");
            }

            for (var row = 0; row < 8; row++)
            {
                var factor = row == column ? 0 : rows[row][column] / rows[column][column];
                for (var k = column; k < 9 && factor != 0; k++)
                {
                    rows[row][k] -= factor * rows[column][k];
                }
            }
        }

        return new PlaneMap([.. rows.Select((row, i) => row[8] / row[i]), 1]);
    }

    /// <summary>A map shifted so that all of an image stays in the frame, and the frame's size.</summary>
    public static (PlaneMap Map, long Height, long Width) Fitted(PlaneMap map, long height, long width)
    {
        var corners = new[] { map.Apply(0, 0), map.Apply(width, 0), map.Apply(width, height), map.Apply(0, height) };
        var (left, top) = (corners.Min(corner => corner.X), corners.Min(corner => corner.Y));
        var (outHeight, outWidth) = (Math.Ceiling(corners.Max(corner => corner.Y) - top - 1e-6), Math.Ceiling(corners.Max(corner => corner.X) - left - 1e-6));
        return outHeight is >= 1 and <= 65536 && outWidth is >= 1 and <= 65536
            ? (map.Then(PlaneMap.Shift(-left, -top)), (long)outHeight, (long)outWidth)
            : throw new UserErrorException(FormattableString.Invariant($"the fitted result would be {outWidth} pixels wide and {outHeight} high"));
    }
}
