using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Arithmetic on images that operations share.</summary>
internal static class Pixels
{
    private const int Values = 256;

    /// <summary>The image, or an error that says what it lacks.</summary>
    public static torch.Tensor Require(torch.Tensor image, Needs needs)
    {
        var shape = image.shape;
        if (shape.Length is not (2 or 3) || image.numel() == 0)
        {
            throw new UserErrorException($"needs an image H×W or H×W×C, got the shape [{string.Join(", ", shape)}]");
        }

        if (!needs.HasFlag(Needs.AnyType) && image.dtype != torch.ScalarType.Byte && (needs.HasFlag(Needs.Bytes) || image.dtype != torch.ScalarType.Float32))
        {
            throw new UserErrorException(needs.HasFlag(Needs.Bytes)
                ? $"needs an image of uint8, got {image.dtype}; put it before the operation that makes real numbers of bytes"
                : $"needs an image of uint8, or of float32 from 0 to 1, got {image.dtype}; convert it first, for example with albumentations.ToFloat");
        }

        var channels = Channels(image);
        return (needs.HasFlag(Needs.Color) && channels != 3) || (needs.HasFlag(Needs.GrayOrColor) && channels is not (1 or 3))
            ? throw new UserErrorException($"needs an image of {(needs.HasFlag(Needs.Color) ? "3" : "1 or 3")} channels, got {channels}")
            : image;
    }

    public static int Channels(torch.Tensor image) => image.ndim == 2 ? 1 : (int)image.shape[2];

    public static int Height(torch.Tensor image) => (int)image.shape[0];

    public static int Width(torch.Tensor image) => (int)image.shape[1];

    public static bool IsBytes(torch.Tensor image) => image.dtype == torch.ScalarType.Byte;

    /// <summary>The greatest value of an image: 255, or 1 for real numbers.</summary>
    public static double Most(torch.Tensor image) => IsBytes(image) ? 255 : 1;

    /// <summary>A byte: what is left of the point, within 0 and 255.</summary>
    public static byte Truncated(double value) => (byte)Math.Clamp(value, 0, 255);

    /// <summary>A table of bytes.</summary>
    public static byte[] Table(Func<int, byte> function)
    {
        var table = new byte[Values];
        for (var i = 0; i < Values; i++)
        {
            table[i] = function(i);
        }

        return table;
    }

    /// <summary>A table of bytes for each channel, the channels' values side by side.</summary>
    public static byte[] Tables(params ReadOnlySpan<byte[]> channels)
    {
        var all = new byte[Values * channels.Length];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = channels[i % channels.Length][i / channels.Length];
        }

        return all;
    }

    /// <summary>Values of an image from real numbers: clipped, and truncated for bytes.</summary>
    public static torch.Tensor Of(torch.Tensor numbers, torch.ScalarType type) => type == torch.ScalarType.Byte
        ? numbers.clamp(0, 255).to(torch.uint8)
        : numbers.clamp(0, 1).to(type);

    /// <summary>float32 from 0 to 1.</summary>
    public static torch.Tensor ToReal(torch.Tensor image) => IsBytes(image) ? image.to(torch.float32).div(255.0) : image;

    /// <summary>Bytes of float32 from 0 to 1, truncated.</summary>
    public static torch.Tensor ToBytes(torch.Tensor image) => IsBytes(image) ? image : Of(image.mul(255.0), torch.uint8);

    /// <summary>Changes bytes; an image of real numbers is converted to them and back.</summary>
    public static torch.Tensor AsBytes(torch.Tensor image, Func<torch.Tensor, torch.Tensor> change) => IsBytes(image) ? change(image) : ToReal(change(ToBytes(image)));

    /// <summary>A contiguous copy that may be written to.</summary>
    public static torch.Tensor Copy(torch.Tensor image) => image.is_contiguous() ? image.clone() : image.contiguous();

    /// <summary>A result with the shape of the image that it was made from.</summary>
    public static torch.Tensor As(torch.Tensor result, torch.Tensor image) => result.ndim == image.ndim ? result : image.ndim == 2 ? result.squeeze(2) : result.unsqueeze(2);

    /// <summary>One channel, H×W and contiguous.</summary>
    public static unsafe torch.Tensor Plane(torch.Tensor image, int channel)
    {
        if (image.ndim == 2 || Channels(image) == 1 || !IsBytes(image) || !image.is_contiguous())
        {
            return image.ndim == 2 ? image.contiguous() : image.select(2, channel).contiguous();
        }

        var plane = torch.empty(image.shape[..2], image.dtype);
        var from = (byte*)image.DataPointer + channel;
        var to = (byte*)plane.DataPointer;
        var step = Channels(image);
        for (var end = to + plane.numel(); to < end; to++, from += step)
        {
            *to = *from;
        }

        return plane;
    }

    /// <summary>Replaces one channel of an image of bytes.</summary>
    /// <param name="image">H×W×C, contiguous; it is changed.</param>
    /// <param name="channel">Which.</param>
    /// <param name="plane">H×W, contiguous.</param>
    public static unsafe void SetPlane(torch.Tensor image, int channel, torch.Tensor plane)
    {
        var from = (byte*)plane.DataPointer;
        var to = (byte*)image.DataPointer + channel;
        var step = Channels(image);
        for (var end = from + plane.numel(); from < end; from++, to += step)
        {
            *to = *from;
        }
    }

    /// <summary>Correlates with a kernel whose sum is made 1.</summary>
    public static torch.Tensor FilterByShares(torch.Tensor image, double[] kernel, int width)
    {
        var sum = kernel.Sum();
        return ImageFilters.Filter(image, Array.ConvertAll(kernel, weight => (float)(weight / sum)), width);
    }

    /// <summary>Changes a colour image in another colour space.</summary>
    public static torch.Tensor InSpace(torch.Tensor image, ColorConversion to, ColorConversion back, Func<torch.Tensor, torch.Tensor> change)
    {
        // What lies between is freed at once, so that its memory is used again while it is near.
        using var there = ImageOps.ConvertColor(image, to);
        var changed = change(there);
        if (ReferenceEquals(changed, there))
        {
            return ImageOps.ConvertColor(there, back);
        }

        using (changed)
        {
            return ImageOps.ConvertColor(changed, back);
        }
    }
}
