using Thelper.Imaging.Native;
using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>Filters, tables and histograms of images in tensors, by OpenCV on the tensor's own memory.</summary>
/// <remarks>An image is as for <see cref="ImageOps"/>, without int32 and of at most 512 channels. A result is a new tensor of the image's shape and type. What lies outside
/// an image is mirrored without the edge (<see cref="BorderMode.Reflect101"/>).</remarks>
public static unsafe class ImageFilters
{
    private const int Values = 256;
    private const int Border = (int)BorderMode.Reflect101;

    /// <summary>The mean over a rectangle around each pixel.</summary>
    /// <param name="image">The image.</param>
    /// <param name="width">Width of the rectangle, above 0.</param>
    /// <param name="height">Its height, above 0.</param>
    /// <exception cref="ImageException">The size or the element type does not allow it.</exception>
    public static torch.Tensor Blur(torch.Tensor image, int width, int height)
    {
        using var source = ImageOps.View(image, "blur");
        var result = Same(image, source, out var target);
        return ImageOps.Checked(ImagingLibrary.Blur(source.Native, target, width, height, Border), "blur", result);
    }

    /// <summary>The median over a square around each pixel, whose outermost pixels are repeated outside of the image.</summary>
    /// <param name="image">The image: uint8, or for squares of 3 or 5 also float32 and int16.</param>
    /// <param name="size">Side of the square, odd and above 1.</param>
    /// <exception cref="ImageException">The size or the element type does not allow it.</exception>
    public static torch.Tensor MedianBlur(torch.Tensor image, int size)
    {
        using var source = ImageOps.View(image, "median blur");
        var result = Same(image, source, out var target);
        return ImageOps.Checked(ImagingLibrary.MedianBlur(source.Native, target, size), "median blur", result);
    }

    /// <summary>A mean weighted by a normal distribution.</summary>
    /// <param name="image">The image.</param>
    /// <param name="size">Side of the square that it is computed over, odd; 0 to choose it by <paramref name="sigma"/>.</param>
    /// <param name="sigma">Standard deviation in pixels; 0 to choose it by <paramref name="size"/>. Not both may be 0.</param>
    /// <param name="border">What lies outside.</param>
    /// <exception cref="ImageException">The size or the element type does not allow it.</exception>
    public static torch.Tensor GaussianBlur(torch.Tensor image, int size, double sigma, BorderMode border = BorderMode.Reflect101)
    {
        using var source = ImageOps.View(image, "Gaussian blur");
        var result = Same(image, source, out var target);
        return ImageOps.Checked(ImagingLibrary.GaussianBlur(source.Native, target, size, size, sigma, sigma, (int)border), "Gaussian blur", result);
    }

    /// <summary>Correlates each channel with a kernel; results are rounded and clipped to the element type.</summary>
    /// <param name="image">The image.</param>
    /// <param name="kernel">The weights, row after row.</param>
    /// <param name="width">How many there are in a row.</param>
    /// <exception cref="ImageException">The kernel or the element type does not allow it.</exception>
    public static torch.Tensor Filter(torch.Tensor image, ReadOnlySpan<float> kernel, int width)
    {
        if (width < 1 || kernel.Length == 0 || kernel.Length % width != 0)
        {
            throw new ImageException($"filter: {kernel.Length} weights make no rows of {width}");
        }

        using var source = ImageOps.View(image, "filter");
        var result = Same(image, source, out var target);
        fixed (float* weights = kernel)
        {
            return ImageOps.Checked(ImagingLibrary.Filter(source.Native, target, weights, width, kernel.Length / width, Border), "filter", result);
        }
    }

    /// <summary>Replaces every byte by that of a table.</summary>
    /// <param name="image">uint8.</param>
    /// <param name="tables">256 bytes for all channels; or 256 for each, the channels' values for 0 first, then those for 1, and so on.</param>
    /// <exception cref="ImageException">The table's size or the element type does not allow it.</exception>
    public static torch.Tensor Lookup(torch.Tensor image, ReadOnlySpan<byte> tables)
    {
        using var source = ImageOps.View(image, "look up");
        var count = tables.Length / Values;
        if (tables.Length % Values != 0 || (count != 1 && count != source.Native.Channels))
        {
            throw new ImageException($"look up: an image of {source.Native.Channels} channels needs 256 values, or 256 for each channel, got {tables.Length}");
        }

        var result = Same(image, source, out var target);
        fixed (byte* values = tables)
        {
            if (count == 3 && image.dtype == torch.ScalarType.Byte)
            {
                LookupThree((byte*)source.Native.Data, source.Native.RowStride, (byte*)target.Data, source.Native.Height, source.Native.Width, values);
                return result;
            }

            return ImageOps.Checked(ImagingLibrary.Lut(source.Native, target, values, count), "look up", result);
        }
    }

    // Tables of their own for red, green and blue: OpenCV takes twice as long.
    private static void LookupThree(byte* from, long rowStride, byte* to, int height, int width, byte* tables)
    {
        byte* first = stackalloc byte[3 * Values];
        var second = first + Values;
        var third = second + Values;
        for (var i = 0; i < Values; i++)
        {
            first[i] = tables[3 * i];
            second[i] = tables[(3 * i) + 1];
            third[i] = tables[(3 * i) + 2];
        }

        for (var y = 0; y < height; y++)
        {
            var pixel = from + (y * rowStride);
            for (var end = pixel + (3L * width); pixel < end; pixel += 3, to += 3)
            {
                to[0] = first[pixel[0]];
                to[1] = second[pixel[1]];
                to[2] = third[pixel[2]];
            }
        }
    }

    /// <summary>Equalises the histogram of each tile of an image, with a limit to the contrast (CLAHE).</summary>
    /// <param name="image">uint8 H×W.</param>
    /// <param name="clip">The limit.</param>
    /// <param name="columns">How many tiles there are in a row.</param>
    /// <param name="rows">How many rows of tiles there are.</param>
    /// <exception cref="ImageException">The image has another shape or type.</exception>
    public static torch.Tensor Clahe(torch.Tensor image, double clip, int columns, int rows)
    {
        using var source = ImageOps.View(image, "CLAHE");
        var result = Same(image, source, out var target);
        return ImageOps.Checked(ImagingLibrary.Clahe(source.Native, target, clip, columns, rows), "CLAHE", result);
    }

    /// <summary>Equalises the histogram.</summary>
    /// <param name="image">uint8 H×W.</param>
    /// <exception cref="ImageException">The image has another shape or type.</exception>
    public static torch.Tensor Equalize(torch.Tensor image)
    {
        using var source = ImageOps.View(image, "equalize");
        var result = Same(image, source, out var target);
        return ImageOps.Checked(ImagingLibrary.Equalize(source.Native, target), "equalize", result);
    }

    /// <summary>A weighted sum of two images, rounded and clipped to the element type.</summary>
    /// <param name="first">An image.</param>
    /// <param name="alpha">Its weight.</param>
    /// <param name="second">Another of the same shape and type.</param>
    /// <param name="beta">Its weight.</param>
    /// <exception cref="ImageException">They differ in shape or type.</exception>
    public static torch.Tensor AddWeighted(torch.Tensor first, double alpha, torch.Tensor second, double beta)
    {
        using var a = ImageOps.View(first, "add");
        using var b = ImageOps.View(second, "add");
        if (first.dtype != second.dtype || !first.shape.AsSpan().SequenceEqual(second.shape))
        {
            throw new ImageException($"add: an image {first.dtype} [{string.Join(", ", first.shape)}] and another {second.dtype} [{string.Join(", ", second.shape)}] cannot be added");
        }

        var result = Same(first, a, out var target);
        return ImageOps.Checked(ImagingLibrary.AddWeighted(a.Native, alpha, b.Native, beta, target), "add", result);
    }

    /// <summary>Makes each channel a weighted sum of an image's channels, rounded and clipped to the element type.</summary>
    /// <param name="image">An image of at most four channels.</param>
    /// <param name="matrix">As many rows and columns as there are channels, row after row.</param>
    /// <exception cref="ImageException">The matrix or the element type does not allow it.</exception>
    public static torch.Tensor MixChannels(torch.Tensor image, ReadOnlySpan<float> matrix)
    {
        using var source = ImageOps.View(image, "mix channels");
        if (matrix.Length != source.Native.Channels * source.Native.Channels)
        {
            throw new ImageException($"mix channels: an image of {source.Native.Channels} channels needs a square matrix of that size, got {matrix.Length} numbers");
        }

        var result = Same(image, source, out var target);
        fixed (float* weights = matrix)
        {
            return ImageOps.Checked(ImagingLibrary.MixChannels(source.Native, target, weights), "mix channels", result);
        }
    }

    /// <summary>Edges by Canny's method: 255 on them, else 0.</summary>
    /// <param name="image">uint8 H×W.</param>
    /// <param name="low">A gradient that continues an edge.</param>
    /// <param name="high">A gradient that begins one.</param>
    /// <exception cref="ImageException">The image has another shape or type.</exception>
    public static torch.Tensor Canny(torch.Tensor image, double low, double high)
    {
        using var source = ImageOps.View(image, "Canny");
        var result = Same(image, source, out var target);
        return ImageOps.Checked(ImagingLibrary.Canny(source.Native, target, low, high), "Canny", result);
    }

    /// <summary>The distance of each pixel to the nearest that is 0 (OpenCV's approximation by a mask of 5×5).</summary>
    /// <param name="image">uint8 H×W.</param>
    /// <returns>float32 H×W.</returns>
    /// <exception cref="ImageException">The image has another shape or type.</exception>
    public static torch.Tensor Distance(torch.Tensor image)
    {
        using var source = ImageOps.View(image, "distance");
        var result = torch.empty(image.shape, torch.float32, torch.CPU);
        using var target = ImageView.Of(result, "distance");
        return ImageOps.Checked(ImagingLibrary.Distance(source.Native, target.Native), "distance", result);
    }

    private static torch.Tensor Same(torch.Tensor image, in ImageView source, out NativeImage target)
    {
        var result = torch.empty(image.shape, image.dtype, torch.CPU);
        target = ImageView.OfResult(result, source.Native);
        return result;
    }
}
