using Thelper.Imaging;

namespace Thelper.Vision.Transforms;

/// <summary>Keeps an operation from making an image that no file would be read for.</summary>
internal static class MaxPixels
{
    /// <summary>Looks at a size.</summary>
    /// <returns>Height and width.</returns>
    /// <exception cref="ImageException">They have more pixels than the limit.</exception>
    public static long[] Check(long height, long width) => height <= ImageCodec.MaxPixels / Math.Max(width, 1)
        ? [height, width]
        : throw new ImageException($"an image of {width}×{height} pixels would have more than the limit of {ImageCodec.MaxPixels} ({Limits.Pixels.Hint})");
}
