using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>A rectangle of pixels in an image.</summary>
/// <param name="Left">First column, from 0.</param>
/// <param name="Top">First row, from 0.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
public readonly record struct ImageRegion(int Left, int Top, int Width, int Height)
{
    /// <summary>This rectangle, if it lies inside an image.</summary>
    internal ImageRegion Inside(int width, int height) =>
        Left >= 0 && Top >= 0 && Width > 0 && Height > 0 && Width <= width - Left && Height <= height - Top
            ? this
            : throw new ImageException(FormattableString.Invariant($"the region {Width}×{Height} at ({Left}, {Top}) does not lie inside an image of {width}×{height} pixels"));

    /// <summary>A view of the pixels of an image.</summary>
    internal torch.Tensor Of(torch.Tensor image)
    {
        using var rows = aten.narrow(image, 0, Top, Height);
        return aten.narrow(rows, 1, Left, Width);
    }
}
