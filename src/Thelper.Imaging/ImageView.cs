using Thelper.Imaging.Native;
using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>A tensor's memory as an image. Rows may be apart from each other; channels and pixels of a row are not.</summary>
internal readonly ref struct ImageView
{
    // OpenCV's CV_CN_MAX.
    private const int MostChannels = 512;

    private readonly torch.Tensor image;
    private readonly torch.Tensor? copy;

    private ImageView(NativeImage native, torch.Tensor image, torch.Tensor? copy)
    {
        Native = native;
        this.image = image;
        this.copy = copy;
    }

    /// <summary>What the native functions take. Valid until this view is disposed, which keeps the tensor from being collected, not from being disposed.</summary>
    public NativeImage Native { get; }

    /// <summary>Views a tensor H×W or H×W×C on the CPU; one with another memory order is copied first.</summary>
    /// <param name="image">The tensor, uint8, int16, int32, float32 or float64.</param>
    /// <param name="operation">The operation's name, for messages.</param>
    public static ImageView Of(torch.Tensor image, string operation)
    {
        var shape = image.shape;
        if (shape.Length is not (2 or 3))
        {
            throw new ImageException($"{operation}: an image has the shape H×W or H×W×C, but this tensor has [{string.Join(", ", shape)}]");
        }

        foreach (var size in shape)
        {
            if (size is < 1 or > int.MaxValue)
            {
                throw new ImageException($"{operation}: the image of shape [{string.Join(", ", shape)}] is empty or too large");
            }
        }

        if (image.device_type != DeviceType.CPU)
        {
            throw new ImageException($"{operation}: images are processed in main memory, but this tensor lies on {image.device}");
        }

        var depth = Depth(image.dtype, operation);
        var channels = shape.Length == 3 ? shape[2] : 1;
        var strides = image.stride();
        var packed = strides[1] == channels && (shape.Length == 2 || strides[2] == 1 || channels == 1);
        var copy = packed ? null : image.contiguous();
        var rowStride = copy is null ? strides[0] : shape[1] * channels;
        var native = new NativeImage
        {
            Data = (copy ?? image).DataPointer,
            RowStride = rowStride * ElementSize(depth),
            Height = (int)shape[0],
            Width = (int)shape[1],
            Channels = (int)channels,
            Depth = depth,
        };
        return new ImageView(native, image, copy);
    }

    /// <summary>Whether a tensor can be viewed without a copy.</summary>
    /// <param name="image">The tensor.</param>
    public static bool Takes(torch.Tensor image)
    {
        var shape = image.shape;
        if (shape.Length is not (2 or 3) || shape.Any(size => size is < 1 or > int.MaxValue) || image.device_type != DeviceType.CPU
            || image.dtype is not (torch.ScalarType.Byte or torch.ScalarType.Int16 or torch.ScalarType.Int32 or torch.ScalarType.Float32 or torch.ScalarType.Float64))
        {
            return false;
        }

        var (strides, channels) = (image.stride(), shape.Length == 3 ? shape[2] : 1);
        return channels <= MostChannels && strides[1] == channels && (shape.Length == 2 || strides[2] == 1 || channels == 1);
    }

    /// <summary>Views a new, contiguous tensor of the same element type as an image's.</summary>
    /// <param name="result">The tensor, H×W or H×W×C.</param>
    /// <param name="source">The image.</param>
    public static NativeImage OfResult(torch.Tensor result, in NativeImage source)
    {
        if (result.device_type != DeviceType.CPU)
        {
            throw new ImageException($"images are made in main memory, but this tensor lies on {result.device}");
        }

        var shape = result.shape;
        var channels = shape.Length == 3 ? shape[2] : 1;
        return new NativeImage
        {
            Data = result.DataPointer,
            RowStride = shape[1] * channels * ElementSize(source.Depth),
            Height = (int)shape[0],
            Width = (int)shape[1],
            Channels = (int)channels,
            Depth = source.Depth,
        };
    }

    /// <summary>Frees the copy, if there was one; the tensor may be collected from here on.</summary>
    public void Dispose()
    {
        copy?.Dispose();
        GC.KeepAlive(image);
    }

    private static int Depth(torch.ScalarType type, string operation) => type switch
    {
        torch.ScalarType.Byte => 0,
        torch.ScalarType.Int16 => 3,
        torch.ScalarType.Int32 => 4,
        torch.ScalarType.Float32 => 5,
        torch.ScalarType.Float64 => 6,
        _ => throw new ImageException(
            $"{operation}: images are uint8, int16, int32, float32 or float64, but this tensor is {type}; convert it first"),
    };

    private static int ElementSize(int depth) => depth switch { 0 => 1, 3 => 2, 6 => 8, _ => 4 };
}
