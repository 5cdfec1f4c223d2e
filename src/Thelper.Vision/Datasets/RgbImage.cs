using Thelper.Imaging;
using Thelper.Torch;

namespace Thelper.Vision.Datasets;

/// <summary>Decodes image files as torchvision's loader does: RGB, without EXIF rotation.</summary>
internal static class RgbImage
{
    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A uint8 tensor height x width x 3 in RGB order.</returns>
    /// <exception cref="ImageException">The image cannot be read; the message names it.</exception>
    public static torch.Tensor Read(string path)
    {
        var image = ImageCodec.Decode(path, DecodeMode.ColorUnrotated);
        Swap(image.DataSpan<byte>());
        return image;
    }

    /// <summary>Swaps the first and third of every three bytes.</summary>
    /// <param name="pixels">BGR to RGB, or back.</param>
    public static void Swap(Span<byte> pixels)
    {
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        }
    }
}
