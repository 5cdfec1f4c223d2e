using System.Runtime.InteropServices;
using Thelper.Imaging.Native;
using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>Image files to tensors and back, by OpenCV's codecs (PNG, JPEG, BMP, TIFF, PPM, PGM, WebP and more).</summary>
/// <remarks>
/// A decoded image is a tensor uint8 H×W×3 with the channels blue, green, red. 16-bit files become int32 (0 to 65535), as the
/// engine has no unsigned 16-bit type. A file that ends before its image does is an error, never a half-grey picture.
/// </remarks>
public static unsafe class ImageCodec
{
    /// <summary>Largest number of pixels (width times height) that is decoded; a file of a few bytes can claim any size.</summary>
    /// <remarks>Besides, an image above 16 million pixels must have a byte of the file for every 10,000 of them; no compression in use goes further.
    /// The scans of a JPEG may pass over 2^33 pixels altogether. A program's user raises this by <see cref="Limits.Pixels"/>.</remarks>
    public static long MaxPixels { get; set; } = Limits.Pixels.Value;

    /// <summary>Reads an image file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">What to make of channels and depth.</param>
    /// <returns>H×W×3 blue, green, red; H×W for grey.</returns>
    /// <exception cref="ImageException">The file cannot be read, is no image, is damaged, cut off or too large.</exception>
    public static torch.Tensor Decode(string path, DecodeMode mode = DecodeMode.Color)
    {
        using var file = new FileBytes(path);
        return Decode(file.Span, mode, path);
    }

    /// <summary>Reads a region of an image file. Of an ordinary JPEG only that region is decoded, which takes less time.</summary>
    /// <remarks>Damage outside the region need not be noticed.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="choose">Chooses the region, from the image's width and height; it must lie inside the image.</param>
    /// <returns>The pixels that <see cref="Decode(string, DecodeMode)"/> would have there, H×W×3 blue, green, red.</returns>
    /// <exception cref="ImageException">As for <see cref="Decode(string, DecodeMode)"/>.</exception>
    public static torch.Tensor DecodeRegion(string path, Func<int, int, ImageRegion> choose)
    {
        using var file = new FileBytes(path);
        if (JpegDecoder.Size(file.Span, out var width, out var height))
        {
            var region = choose(width, height).Inside(width, height);
            if (JpegDecoder.Decode(file.Span, width, region) is { } part)
            {
                return part;
            }

            using var all = DecodeByOpenCV(file.Span, DecodeMode.Color, path);
            return region.Of(all);
        }

        using var image = DecodeByOpenCV(file.Span, DecodeMode.Color, path);
        (height, width) = ((int)image.shape[0], (int)image.shape[1]);
        return choose(width, height).Inside(width, height).Of(image);
    }

    /// <summary>Reads an image file that lies in memory.</summary>
    /// <param name="data">The file's bytes.</param>
    /// <param name="mode">What to make of channels and depth.</param>
    /// <param name="name">What messages call the image.</param>
    /// <returns>H×W×3 blue, green, red; H×W for grey.</returns>
    /// <exception cref="ImageException">The bytes are no image, damaged, cut off or too large an image.</exception>
    public static torch.Tensor Decode(ReadOnlySpan<byte> data, DecodeMode mode = DecodeMode.Color, string? name = null) =>
        mode is DecodeMode.Color or DecodeMode.ColorUnrotated
            && JpegDecoder.Size(data, out var width, out var height)
            && JpegDecoder.Decode(data, width, new ImageRegion(0, 0, width, height)) is { } image
                ? image
                : DecodeByOpenCV(data, mode, name);

    /// <summary>Whether the bytes are those of an ordinary JPEG file, which every program decodes to the same picture: whole, baseline, in YCbCr, not to be turned (EXIF).</summary>
    /// <param name="data">The file's bytes.</param>
    public static bool IsOrdinaryJpeg(ReadOnlySpan<byte> data) => JpegDecoder.Size(data, out _, out _);

    /// <summary>Writes an image as the bytes of a file.</summary>
    /// <param name="image">uint8 H×W, H×W×1, H×W×3 (blue, green, red) or H×W×4; float32 for TIFF.</param>
    /// <param name="extension">The format, as a file name's ending: <c>.png</c>, <c>.jpg</c>, ...</param>
    /// <param name="parameters">OpenCV's pairs of <c>IMWRITE_*</c> flag and value, such as <c>1, 95</c> for a JPEG quality of 95.</param>
    /// <exception cref="ImageException">The format is unknown or cannot hold the image.</exception>
    public static byte[] Encode(torch.Tensor image, string extension, params ReadOnlySpan<int> parameters)
    {
        CodecsLibrary.Ensure();
        using var source = ImageView.Of(image, $"encode {extension}");
        var received = new Encoded();
        var handle = GCHandle.Alloc(received);
        try
        {
            fixed (int* pairs = parameters)
            {
                var status = CodecsLibrary.Encode(source.Native, extension, pairs, parameters.Length, &Receive, GCHandle.ToIntPtr(handle));
                return status == NativeStatus.Ok && received.Bytes is { } bytes
                    ? bytes
                    : throw new ImageException($"encode {extension}: {received.Failure?.Message ?? CodecsLibrary.LastError}", received.Failure);
            }
        }
        finally
        {
            handle.Free();
        }
    }

    /// <summary>Writes an image file; the name's ending chooses the format.</summary>
    /// <param name="path">The file, which is replaced if it exists.</param>
    /// <param name="image">As for <see cref="Encode"/>.</param>
    /// <param name="parameters">As for <see cref="Encode"/>.</param>
    /// <exception cref="ImageException">The format is unknown, cannot hold the image, or the file cannot be written.</exception>
    public static void Save(string path, torch.Tensor image, params ReadOnlySpan<int> parameters)
    {
        var bytes = Encode(image, Path.GetExtension(path), parameters);
        try
        {
            File.WriteAllBytes(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"cannot write image '{path}': {e.Message}", e);
        }
    }

    private static torch.Tensor DecodeByOpenCV(ReadOnlySpan<byte> data, DecodeMode mode, string? name)
    {
        CodecsLibrary.Ensure();
        using var request = new DecodeRequest(MaxPixels, data.Length);
        var handle = GCHandle.Alloc(request);
        try
        {
            fixed (byte* bytes = data)
            {
                var status = CodecsLibrary.Decode(bytes, data.Length, (int)mode, &Allocate, GCHandle.ToIntPtr(handle), out var result);
                return status == NativeStatus.Ok ? request.Take(result) : throw Failure(status, request, data, name ?? "in memory");
            }
        }
        finally
        {
            handle.Free();
        }
    }

    private static ImageException Failure(NativeStatus status, DecodeRequest request, ReadOnlySpan<byte> data, string name) => status switch
    {
        NativeStatus.Truncated => new ImageException($"image '{name}' is truncated: the file ends after {data.Length} bytes, before the image does"),
        NativeStatus.Unreadable when data.Length == 0 => new ImageException($"image '{name}' is empty: the file has 0 bytes"),
        NativeStatus.Unreadable when ForeignContent.Of(data) is { } content => new ImageException($"cannot decode image '{name}': its content is {content}"),
        NativeStatus.Unreadable when CodecsLibrary.LastError is { Length: > 0 } reason => new ImageException($"cannot decode image '{name}': it is damaged ({reason})"),
        NativeStatus.Unreadable => new ImageException($"cannot decode image '{name}': it is damaged, or in a format that OpenCV does not read"),
        NativeStatus.Costly => new ImageException($"cannot decode image '{name}': it is a JPEG of {CodecsLibrary.LastError} scans, each of which passes over the whole picture; together they may pass over 2^33 pixels"),
        NativeStatus.Refused => new ImageException($"cannot decode image '{name}': {request.Refusal}", request.Cause),
        _ when CodecsLibrary.LastError is { } error && error.Contains("CV_IO_MAX_IMAGE", StringComparison.Ordinal) =>
            new ImageException($"cannot decode image '{name}': its header claims more than 2^30 pixels, or a side of more than 2^20"),
        _ => new ImageException($"cannot decode image '{name}': {CodecsLibrary.LastError}"),
    };

    [UnmanagedCallersOnly]
    private static nint Allocate(nint context, int height, int width, int channels, int depth) =>
        ((DecodeRequest)GCHandle.FromIntPtr(context).Target!).Allocate(height, width, channels, depth);

    [UnmanagedCallersOnly]
    private static void Receive(nint context, byte* data, long size)
    {
        var received = (Encoded)GCHandle.FromIntPtr(context).Target!;
#pragma warning disable CA1031 // No exception may leave for native code; this one goes on in the caller of Encode.
        try
        {
            received.Bytes = new ReadOnlySpan<byte>(data, checked((int)size)).ToArray();
        }
        catch (Exception e)
        {
            received.Failure = e;
        }
#pragma warning restore CA1031
    }

    private sealed class Encoded
    {
        public byte[]? Bytes { get; set; }

        public Exception? Failure { get; set; }
    }
}
