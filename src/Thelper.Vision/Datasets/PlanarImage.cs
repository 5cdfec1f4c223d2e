using Thelper.Torch;

namespace Thelper.Vision.Datasets;

/// <summary>Images that are stored one colour plane after the other, each column by column.</summary>
internal static class PlanarImage
{
    /// <summary>Makes the usual image of it.</summary>
    /// <param name="planes">Red, green and blue plane, each column by column.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>A uint8 tensor height x width x 3 in RGB order.</returns>
    public static torch.Tensor ToTensor(ReadOnlySpan<byte> planes, int height, int width)
    {
        var image = torch.empty([height, width, 3], torch.uint8);
        var pixels = image.DataSpan<byte>();
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = planes.Slice(channel * height * width, height * width);
            for (var x = 0; x < width; x++)
            {
                var column = plane.Slice(x * height, height);
                for (var y = 0; y < column.Length; y++)
                {
                    pixels[(3 * ((y * width) + x)) + channel] = column[y];
                }
            }
        }

        return image;
    }
}
