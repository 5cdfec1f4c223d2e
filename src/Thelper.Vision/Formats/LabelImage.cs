using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Vision.Datasets;

namespace Thelper.Vision.Formats;

/// <summary>Reads images whose values are numbers of classes, as they are stored: a palette's entry and not its colour, a bit as 0 or 1.</summary>
public static class LabelImage
{
    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>
    /// height x width, uint8 or int32 (for 16 bits): entries of a palette, grey values, or those that all three colours have; an alpha channel does not count.
    /// height x width x 3 (red, green, blue) where the colours differ.
    /// </returns>
    /// <exception cref="ImageException">The image cannot be read; the message names it.</exception>
    public static torch.Tensor Read(string path)
    {
        var data = PaletteImage.BytesOf(path);
        var image = PaletteImage.Read(data, path);
        if (image.dim() == 2)
        {
            Narrow(image, PaletteImage.GreyBits(data));
            return image;
        }

        using (image)
        {
            using var red = image.select(2, 0);
            using var green = image.select(2, 1);
            using var blue = image.select(2, image.shape[2] < 3 ? 0 : 2);
            if (red.equal(image.shape[2] < 3 ? red : green) && red.equal(blue))
            {
                return red.clone(MemoryFormat.Contiguous);
            }

            using var colors = image.narrow(2, 0, 3);
            return image.shape[2] == 3 && image.dtype == torch.uint8 ? colors.clone(MemoryFormat.Contiguous) : aten.flip(colors, [2L]);
        }
    }

    // A codec spreads values of 1, 2 or 4 bits over 0 to 255.
    private static void Narrow(torch.Tensor image, int bits)
    {
        if (bits == 8 || image.dtype != torch.uint8)
        {
            return;
        }

        var step = 255 / ((1 << bits) - 1);
        foreach (ref var value in image.DataSpan<byte>())
        {
            value = (byte)(value / step);
        }
    }
}
