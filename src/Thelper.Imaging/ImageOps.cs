using Thelper.Imaging.Native;
using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>Geometry and colour of images in tensors, by OpenCV on the tensor's own memory.</summary>
/// <remarks>
/// An image is a tensor H×W or H×W×C on the CPU, of uint8, int16, int32, float32 or float64, with any number of channels.
/// A result is a new tensor with as many dimensions as the source had. Sizes, corners and shifts are in pixels.
/// int32 images whose values all lie in 0 to 65535 (decoded 16-bit files) are interpolated as uint16 ones, which OpenCV knows; other
/// int32 images in float64, rounded. More than four channels are worked on one by one.
/// </remarks>
public static unsafe class ImageOps
{
    private const int MaxChannels = 512;

    /// <summary>Resizes an image to a given size.</summary>
    /// <param name="image">The image.</param>
    /// <param name="width">New width, above 0.</param>
    /// <param name="height">New height, above 0.</param>
    /// <param name="interpolation">How pixels between pixels are computed.</param>
    /// <exception cref="ImageException">The size or the element type does not allow it.</exception>
    public static torch.Tensor Resize(torch.Tensor image, long width, long height, Interpolation interpolation = Interpolation.Linear)
    {
        if (width < 1 || height < 1 || width > int.MaxValue || height > int.MaxValue)
        {
            throw new ImageException($"resize: a width and a height above 0 are needed, got {width}×{height}");
        }

        return Resize(image, width, height, 0, 0, interpolation);
    }

    /// <summary>Resizes an image by factors; the new size is <c>round(size * factor)</c>, half to even.</summary>
    /// <param name="image">The image.</param>
    /// <param name="factorX">Factor of the width, above 0.</param>
    /// <param name="factorY">Factor of the height, above 0.</param>
    /// <param name="interpolation">How pixels between pixels are computed.</param>
    /// <exception cref="ImageException">A factor or the element type does not allow it.</exception>
    public static torch.Tensor Scale(torch.Tensor image, double factorX, double factorY, Interpolation interpolation = Interpolation.Linear)
    {
        var shape = image.shape;
        var width = shape.Length < 2 ? 0 : Math.Round(shape[1] * factorX);
        var height = shape.Length < 2 ? 0 : Math.Round(shape[0] * factorY);
        if (!(width is >= 1 and <= int.MaxValue && height is >= 1 and <= int.MaxValue))
        {
            throw new ImageException(FormattableString.Invariant(
                $"resize: the factors {factorX} and {factorY} make no image out of one of shape [{string.Join(", ", shape)}]"));
        }

        return Resize(image, (long)width, (long)height, factorX, factorY, interpolation);
    }

    /// <summary>Cuts a rectangle out of an image, which may reach over its edges.</summary>
    /// <param name="image">The image.</param>
    /// <param name="left">Left column, inclusive; may be negative.</param>
    /// <param name="top">Top row, inclusive; may be negative.</param>
    /// <param name="right">Right column, exclusive, above <paramref name="left"/>.</param>
    /// <param name="bottom">Bottom row, exclusive, above <paramref name="top"/>.</param>
    /// <param name="border">What lies outside the image.</param>
    /// <param name="value">Outside values of the first channels for a constant border; at most four, missing ones are 0.</param>
    /// <returns>A view of the image's memory where the rectangle lies inside it, else a new image.</returns>
    /// <exception cref="ImageException">The rectangle is empty.</exception>
    public static torch.Tensor SafeCrop(
        torch.Tensor image, long left, long top, long right, long bottom, BorderMode border = BorderMode.Constant, params ReadOnlySpan<double> value)
    {
        if (right <= left || bottom <= top)
        {
            throw new ImageException($"crop: the rectangle from ({left}, {top}) to ({right}, {bottom}) is empty");
        }

        var shape = image.shape;
        if (shape.Length is not (2 or 3))
        {
            throw new ImageException($"crop: an image has the shape H×W or H×W×C, but this tensor has [{string.Join(", ", shape)}]");
        }

        var (height, width) = (shape[0], shape[1]);
        var padTop = Math.Max(0, -top);
        var padLeft = Math.Max(0, -left);
        var padBottom = Math.Max(0, bottom - height);
        var padRight = Math.Max(0, right - width);
        if (padTop == 0 && padLeft == 0 && padBottom == 0 && padRight == 0)
        {
            return Window(image, left, top, right, bottom);
        }

        if (left <= 0 && top <= 0 && right >= width && bottom >= height)
        {
            return Pad(image, padTop, padBottom, padLeft, padRight, border, value);
        }

        var inside = left < width && right > 0 && top < height && bottom > 0;
        if (inside && border == BorderMode.Constant)
        {
            using var part = Window(image, Math.Max(0, left), Math.Max(0, top), Math.Min(width, right), Math.Min(height, bottom));
            return Pad(part, padTop, padBottom, padLeft, padRight, border, value);
        }

        using var padded = Pad(image, padTop, padBottom, padLeft, padRight, border, value);
        return Window(padded, left + padLeft, top + padTop, right + padLeft, bottom + padTop);
    }

    /// <summary>Adds a border around an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">Rows above, 0 or more.</param>
    /// <param name="bottom">Rows below, 0 or more.</param>
    /// <param name="left">Columns before, 0 or more.</param>
    /// <param name="right">Columns after, 0 or more.</param>
    /// <param name="border">What to fill with.</param>
    /// <param name="value">Values of the first channels for a constant border; at most four, missing ones are 0.</param>
    /// <exception cref="ImageException">A size is negative or too large.</exception>
    public static torch.Tensor Pad(
        torch.Tensor image, long top, long bottom, long left, long right, BorderMode border = BorderMode.Constant, params ReadOnlySpan<double> value)
    {
        using var source = View(image, "pad");
        var height = source.Native.Height + top + bottom;
        var width = source.Native.Width + left + right;
        if (top < 0 || bottom < 0 || left < 0 || right < 0 || height > int.MaxValue || width > int.MaxValue)
        {
            throw new ImageException($"pad: a border of {top}, {bottom}, {left} and {right} pixels is negative or too large");
        }

        var result = Like(image, height, width, source.Native.Channels);
        var target = ImageView.OfResult(result, source.Native);
        var color = stackalloc double[4];
        Values(value, "pad", color);
        var status = ImagingLibrary.CopyMakeBorder(
            source.Native, target, (int)top, (int)bottom, (int)left, (int)right, (int)border, color);
        return Checked(status, "pad", result);
    }

    /// <summary>Moves every pixel by an affine map of coordinates.</summary>
    /// <param name="image">The image.</param>
    /// <param name="matrix">2×3 numbers, row after row, that map source to target coordinates (x, y, 1).</param>
    /// <param name="width">Width of the result.</param>
    /// <param name="height">Height of the result.</param>
    /// <param name="flags">An <see cref="Interpolation"/>, plus 16 (OpenCV's <c>WARP_INVERSE_MAP</c>) if the matrix maps target to source.</param>
    /// <param name="border">What lies outside the image.</param>
    /// <param name="value">Outside values of the first channels for a constant border; at most four, missing ones are 0.</param>
    /// <exception cref="ImageException">The matrix, the size or the element type does not allow it.</exception>
    public static torch.Tensor WarpAffine(
        torch.Tensor image, ReadOnlySpan<double> matrix, long width, long height, int flags = 1, BorderMode border = BorderMode.Constant, params ReadOnlySpan<double> value)
    {
        if (matrix.Length != 6)
        {
            throw new ImageException($"warp affine: the matrix has 2×3 numbers, got {matrix.Length}");
        }

        if (width < 1 || height < 1 || width > int.MaxValue || height > int.MaxValue)
        {
            throw new ImageException($"warp affine: a width and a height above 0 are needed, got {width}×{height}");
        }

        using var source = View(image, "warp affine");
        var result = Like(image, height, width, source.Native.Channels);
        var target = ImageView.OfResult(result, source.Native);
        var color = stackalloc double[4];
        Values(value, "warp affine", color);
        fixed (double* m = matrix)
        {
            return Checked(ImagingLibrary.WarpAffine(source.Native, target, m, flags, (int)border, color), "warp affine", result);
        }
    }

    /// <summary>Changes the colour space.</summary>
    /// <param name="image">The image, with the channels that the conversion reads; uint8, int32 (16-bit values) or float32 (0 to 1); to grey any type.</param>
    /// <param name="conversion">From which to which space.</param>
    /// <returns>H×W×C, or H×W for grey.</returns>
    /// <exception cref="ImageException">The channels or the element type do not fit.</exception>
    public static torch.Tensor ConvertColor(torch.Tensor image, ColorConversion conversion)
    {
        using var source = View(image, "convert color");
        var channels = conversion switch
        {
            ColorConversion.BgrToGray or ColorConversion.RgbToGray => 1,
            ColorConversion.BgrToBgra => 4,
            _ => 3,
        };
        var result = channels == 1
            ? torch.empty([source.Native.Height, source.Native.Width], image.dtype, torch.CPU)
            : torch.empty([source.Native.Height, source.Native.Width, channels], image.dtype, torch.CPU);
        var target = ImageView.OfResult(result, source.Native);
        return Checked(ImagingLibrary.ConvertColor(source.Native, target, (int)conversion), "convert color", result);
    }

    /// <summary>Puts some channels of an image side by side, in any order and number.</summary>
    /// <param name="image">The image H×W×C or H×W, of at most 512 channels.</param>
    /// <param name="channels">For each channel of the result, which one of the image it is.</param>
    /// <returns>H×W×n.</returns>
    /// <exception cref="ImageException">A channel does not exist, or there are too many.</exception>
    public static torch.Tensor SelectChannels(torch.Tensor image, ReadOnlySpan<int> channels)
    {
        using var source = View(image, "select channels");
        if (channels.Length is 0 or > MaxChannels || source.Native.Channels > MaxChannels)
        {
            throw new ImageException($"select channels: 1 to {MaxChannels} channels can be handled");
        }

        foreach (var channel in channels)
        {
            if (channel < 0 || channel >= source.Native.Channels)
            {
                throw new ImageException($"select channels: there is no channel {channel} in an image of {source.Native.Channels}");
            }
        }

        var result = torch.empty([source.Native.Height, source.Native.Width, channels.Length], image.dtype, torch.CPU);
        var target = ImageView.OfResult(result, source.Native);
        fixed (int* from = channels)
        {
            return Checked(ImagingLibrary.SelectChannels(source.Native, target, from), "select channels", result);
        }
    }

    /// <summary>Mirrors an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="axis">Which way.</param>
    public static torch.Tensor Flip(torch.Tensor image, FlipAxis axis)
    {
        using var source = View(image, "flip");
        var result = Like(image, source.Native.Height, source.Native.Width, source.Native.Channels);
        var target = ImageView.OfResult(result, source.Native);
        return Checked(ImagingLibrary.Flip(source.Native, target, (int)axis), "flip", result);
    }

    /// <summary>Fills the area enclosed by closed polygons, where overlapping ones cut holes into each other (even-odd rule).</summary>
    /// <param name="image">The image to draw into: contiguous, at most four channels.</param>
    /// <param name="polygons">Corners x, y in pixels with <paramref name="shift"/> fractional bits, one array per polygon.</param>
    /// <param name="color">One value per channel.</param>
    /// <param name="smooth">Whether edges are blended with what lies below (uint8 only).</param>
    /// <param name="shift">Number of fractional bits of the coordinates, 0 to 16.</param>
    /// <exception cref="ImageException">The image cannot be drawn into.</exception>
    public static void FillPolygons(
        torch.Tensor image, IReadOnlyList<int[]> polygons, ReadOnlySpan<double> color, bool smooth = false, int shift = 0)
    {
        if (!image.is_contiguous())
        {
            throw new ImageException("fill polygons: the image must be contiguous");
        }

        using var canvas = View(image, "fill polygons");
        Span<int> counts = stackalloc int[polygons.Count];
        var total = 0;
        for (var i = 0; i < polygons.Count; i++)
        {
            counts[i] = polygons[i].Length / 2;
            total += polygons[i].Length;
        }

        var points = new int[total];
        var at = 0;
        foreach (var polygon in polygons)
        {
            polygon.CopyTo(points, at);
            at += polygon.Length;
        }

        var value = stackalloc double[4];
        Values(color, "fill polygons", value);
        fixed (int* p = points, n = counts)
        {
            Check(ImagingLibrary.FillPolygons(canvas.Native, p, n, polygons.Count, value, smooth ? 16 : 8, shift), "fill polygons");
        }
    }

    private static torch.Tensor Resize(
        torch.Tensor image, long width, long height, double factorX, double factorY, Interpolation interpolation)
    {
        using var source = View(image, "resize");
        var result = Like(image, height, width, source.Native.Channels);
        var target = ImageView.OfResult(result, source.Native);
        return Checked(
            ImagingLibrary.Resize(source.Native, target, factorX, factorY, (int)interpolation), "resize", result);
    }

    internal static ImageView View(torch.Tensor image, string operation)
    {
        ImagingLibrary.Ensure();
        return ImageView.Of(image, operation);
    }

    internal static torch.Tensor Like(torch.Tensor image, long height, long width, int channels) =>
        height > ImageCodec.MaxPixels / width ? throw new ImageException($"an image of {width}×{height} pixels would have more than the limit of {ImageCodec.MaxPixels} ({Limits.Pixels.Hint})")
        : image.ndim == 2 ? torch.empty([height, width], image.dtype, torch.CPU) : torch.empty([height, width, channels], image.dtype, torch.CPU);

    private static torch.Tensor Window(torch.Tensor image, long left, long top, long right, long bottom)
    {
        var (shape, stride) = (image.shape, image.stride());
        (shape[0], shape[1]) = (bottom - top, right - left);
        return aten.as_strided(image, shape, stride, image.storage_offset() + (top * stride[0]) + (left * stride[1]));
    }

    internal static void Values(ReadOnlySpan<double> value, string operation, double* four)
    {
        if (value.Length > 4)
        {
            throw new ImageException($"{operation}: a border value or color has at most four numbers, got {value.Length}");
        }

        for (var i = 0; i < 4; i++)
        {
            four[i] = i < value.Length ? value[i] : 0;
        }
    }

    internal static torch.Tensor Checked(NativeStatus status, string operation, torch.Tensor result)
    {
        if (status != NativeStatus.Ok)
        {
            result.Dispose();
        }

        Check(status, operation);
        return result;
    }

    private static void Check(NativeStatus status, string operation)
    {
        if (status != NativeStatus.Ok)
        {
            throw new ImageException($"{operation}: {ImagingLibrary.LastError}");
        }
    }
}
