using Thelper.Imaging.Native;
using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>Decodes ordinary JPEG files by libjpeg-turbo itself: OpenCV's pixels in less time, and only those that are needed.</summary>
/// <remarks>Ordinary are baseline files in YCbCr without rotation and without damage; others are OpenCV's.</remarks>
internal static unsafe class JpegDecoder
{
    // By how many pixels a decoded row may exceed the wanted ones: two blocks of at most 32.
    private const int Slack = 64;

    /// <summary>The size of an ordinary JPEG; false if the bytes are something else, or too large an image.</summary>
    public static bool Size(ReadOnlySpan<byte> data, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (data.Length < 4 || data[0] != 0xFF || data[1] != 0xD8)
        {
            return false;
        }

        JpegLibrary.Ensure();
        fixed (byte* bytes = data)
        {
            return JpegLibrary.Size(bytes, data.Length, out width, out height) == NativeStatus.Ok
                && DecodeRequest.Refuse(width, height, ImageCodec.MaxPixels, data.Length) is null;
        }
    }

    /// <summary>Decodes a region of a file that <see cref="Size"/> accepts.</summary>
    /// <param name="data">The file.</param>
    /// <param name="imageWidth">The image's width.</param>
    /// <param name="region">A rectangle inside the image.</param>
    /// <returns>The pixels, or null where OpenCV has to decide what becomes of the file.</returns>
    public static torch.Tensor? Decode(ReadOnlySpan<byte> data, int imageWidth, ImageRegion region)
    {
        var columns = Math.Min(imageWidth, region.Width + Slack);
        var rows = torch.empty([region.Height, columns, 3], torch.uint8, torch.CPU);
        int pad;
        NativeStatus status;
        fixed (byte* bytes = data)
        {
            status = JpegLibrary.Decode(bytes, data.Length, region.Left, region.Top, region.Width, region.Height, rows.DataPointer, columns * 3L, out pad);
        }

        if (status == NativeStatus.Ok && columns == region.Width)
        {
            return rows;
        }

        using (rows)
        {
            return status == NativeStatus.Ok ? aten.narrow(rows, 1, pad, region.Width) : null;
        }
    }
}
