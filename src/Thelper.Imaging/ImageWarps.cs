using Thelper.Imaging.Native;
using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>Warps of images in tensors that are not affine, by OpenCV on the tensor's own memory; images are as for <see cref="ImageOps"/>.</summary>
public static unsafe class ImageWarps
{
    /// <summary>Moves every pixel by a map that keeps lines straight.</summary>
    /// <param name="image">The image.</param>
    /// <param name="matrix">3×3 numbers, row after row, that map source to target coordinates (x, y, 1); pixels lie at whole numbers.</param>
    /// <param name="width">Width of the result, above 0.</param>
    /// <param name="height">Height of the result, above 0.</param>
    /// <param name="flags">An <see cref="Interpolation"/>, plus 16 (OpenCV's <c>WARP_INVERSE_MAP</c>) if the matrix maps target to source.</param>
    /// <param name="border">What lies outside the image.</param>
    /// <param name="value">Outside values of the first channels for a constant border; at most four, missing ones are 0.</param>
    /// <exception cref="ImageException">The matrix, the size or the element type does not allow it.</exception>
    public static torch.Tensor Perspective(
        torch.Tensor image, ReadOnlySpan<double> matrix, long width, long height, int flags = 1, BorderMode border = BorderMode.Constant, params ReadOnlySpan<double> value)
    {
        if (matrix.Length != 9 || width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue)
        {
            throw new ImageException($"warp perspective: 3×3 numbers, a width and a height above 0 are needed, got {matrix.Length} numbers and {width}×{height}");
        }

        using var source = ImageOps.View(image, "warp perspective");
        var result = ImageOps.Like(image, height, width, source.Native.Channels);
        var target = ImageView.OfResult(result, source.Native);
        var color = stackalloc double[4];
        ImageOps.Values(value, "warp perspective", color);
        fixed (double* m = matrix)
        {
            return ImageOps.Checked(ImagingLibrary.WarpPerspective(source.Native, target, m, flags, (int)border, color), "warp perspective", result);
        }
    }

    /// <summary>Takes every pixel of the result from a given place.</summary>
    /// <param name="image">The image.</param>
    /// <param name="x">The column that each pixel of the result comes from, row after row; pixels lie at whole numbers.</param>
    /// <param name="y">The row.</param>
    /// <param name="width">Width of the result, above 0.</param>
    /// <param name="interpolation">How pixels between pixels are computed.</param>
    /// <param name="border">What lies outside the image.</param>
    /// <param name="value">Outside values of the first channels for a constant border; at most four, missing ones are 0.</param>
    /// <exception cref="ImageException">The places, the size or the element type do not allow it.</exception>
    public static torch.Tensor Remap(
        torch.Tensor image, ReadOnlySpan<float> x, ReadOnlySpan<float> y, long width, Interpolation interpolation = Interpolation.Linear, BorderMode border = BorderMode.Constant, params ReadOnlySpan<double> value)
    {
        if (width is < 1 or > int.MaxValue || x.Length == 0 || x.Length != y.Length || x.Length % width != 0)
        {
            throw new ImageException($"remap: {x.Length} columns and {y.Length} rows make no image {width} wide");
        }

        using var source = ImageOps.View(image, "remap");
        var result = ImageOps.Like(image, x.Length / width, width, source.Native.Channels);
        var target = ImageView.OfResult(result, source.Native);
        var color = stackalloc double[4];
        ImageOps.Values(value, "remap", color);
        fixed (float* columns = x, rows = y)
        {
            return ImageOps.Checked(ImagingLibrary.Remap(source.Native, target, columns, rows, (int)interpolation, (int)border, color), "remap", result);
        }
    }
}
