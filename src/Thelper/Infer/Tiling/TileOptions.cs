using System.Globalization;
using Thelper.Imaging;

namespace Thelper.Infer.Tiling;

/// <summary>How a picture is cut into windows.</summary>
public sealed record TileOptions
{
    /// <summary>Height and width of a window in pixels, at least 1.</summary>
    public required int Size { get; init; }

    /// <summary>How many pixels neighbours share at least, from 0 to <see cref="Size"/> - 1; an object that is no larger lies in one window as a whole.</summary>
    public int Overlap { get; init; }

    /// <summary>How windows are put together where they overlap.</summary>
    public WindowBlend Blend { get; init; } = WindowBlend.Gaussian;

    /// <summary>Reads an overlap: pixels, or below 1 a share of the window.</summary>
    /// <param name="overlap">A whole number, or a number in [0, 1[.</param>
    /// <param name="size">Size of a window.</param>
    /// <exception cref="UserErrorException">It is neither.</exception>
    public static int ReadOverlap(double overlap, int size) => overlap is >= 0 and < 1 ? Math.Max(0, Math.Min(size - 1, (int)Math.Round(overlap * size)))
        : double.IsInteger(overlap) && overlap > 0 && overlap < size ? (int)overlap
        : throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"--overlap: expected whole pixels below the tile's {size}, or a share of it from 0 to below 1, got {overlap}"));

    /// <summary>Fails for sizes that cannot be.</summary>
    /// <exception cref="UserErrorException">A size is out of range.</exception>
    public void Check()
    {
        if (Size < 1 || Overlap < 0 || Overlap >= Size)
        {
            throw new UserErrorException(FormattableString.Invariant($"windows of {Size} pixels with an overlap of {Overlap}: a window has at least 1 pixel, and the overlap is at least 0 and smaller than it"));
        }

        if ((long)Size * Size > ImageCodec.MaxPixels)
        {
            throw new UserErrorException(FormattableString.Invariant($"windows of {Size} x {Size} pixels: more than the {ImageCodec.MaxPixels} pixels that an image may have"));
        }
    }
}
