using Thelper.Imaging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Turns arrays of any type, range and number of channels into pictures.</summary>
public static class Displayable
{
    /// <summary>Stretches an image to the range of a picture: its smallest value becomes 0, its largest 255.</summary>
    /// <param name="image">H×W×C of any type. Of two channels the first is repeated as the third, of more than three the first three are shown.</param>
    /// <param name="grayscale">Whether the picture has one channel, by the weights 0.299, 0.587 and 0.114 of red, green and blue.</param>
    /// <returns>uint8 H×W×3, or H×W×1; channels in the image's order.</returns>
    /// <exception cref="UserErrorException">The array has no three dimensions, or no elements.</exception>
    public static Tensor Image(Tensor image, bool grayscale = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.ndim != 3 || image.numel() == 0)
        {
            throw new UserErrorException($"a picture needs an array H×W×C, got [{string.Join(", ", image.shape)}]");
        }

        using var scope = NewDisposeScope();
        var values = image.detach().cpu().to(image.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        var channels = (int)image.shape[2];
        if (channels == 2)
        {
            values = cat([values, aten.narrow(values, 2, 0, 1)], 2);
        }
        else if (channels > 3)
        {
            values = aten.narrow(values, 2, 0, 3);
        }

        if (grayscale && channels != 1)
        {
            values = ((aten.select_int(values, 2, 0) * 0.299) + (aten.select_int(values, 2, 1) * 0.587) + (aten.select_int(values, 2, 2) * 0.114)).unsqueeze(2);
        }
        else if (!grayscale && channels == 1)
        {
            values = values.expand(image.shape[0], image.shape[1], 3);
        }

        return Stretch(values).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Colours a map of numbers from blue (smallest) over green to red (largest).</summary>
    /// <param name="map">H×W of any type.</param>
    /// <param name="rgb">Whether channels are red, green, blue; else blue, green, red.</param>
    /// <returns>uint8 H×W×3.</returns>
    /// <exception cref="UserErrorException">The array has no two dimensions, or no elements.</exception>
    public static Tensor Heatmap(Tensor map, bool rgb = true)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.ndim != 2 || map.numel() == 0)
        {
            throw new UserErrorException($"a heat map needs an array H×W, got [{string.Join(", ", map.shape)}]");
        }

        using var scope = NewDisposeScope();
        var colors = ImageDrawing.JetColors(Stretch(map.detach().cpu().to(ScalarType.Float32)).contiguous());
        return (rgb ? SwapRedAndBlue(colors) : colors).MoveToOuterDisposeScope();
    }

    /// <summary>Replaces each index by its colour.</summary>
    /// <param name="image">H×W of whole numbers from 0 to 255.</param>
    /// <param name="colorMap">256×1×3 or 256×3, one colour for each index.</param>
    /// <returns>H×W×3 of the colour map's type.</returns>
    /// <exception cref="UserErrorException">A shape or type does not fit.</exception>
    public static Tensor ApplyColorMap(Tensor image, Tensor colorMap)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(colorMap);
        if (image.ndim != 2 || image.is_floating_point())
        {
            throw new UserErrorException($"a colour map needs an image H×W of whole numbers, got {image.dtype} [{string.Join(", ", image.shape)}]");
        }

        if (colorMap.numel() != 768 || colorMap.shape[0] != 256 || colorMap.shape[^1] != 3)
        {
            throw new UserErrorException($"a colour map has the shape [256, 1, 3], got [{string.Join(", ", colorMap.shape)}]");
        }

        using var scope = NewDisposeScope();
        var indices = image.to(ScalarType.Int64).reshape(-1);
        if (image.numel() > 0 && (indices.min().ToInt64() < 0 || indices.max().ToInt64() > 255))
        {
            throw new UserErrorException("a colour map has colours for the indices 0 to 255; the image holds others");
        }

        return aten.index_select(colorMap.reshape(256, 3), 0, indices).reshape(image.shape[0], image.shape[1], 3).MoveToOuterDisposeScope();
    }

    /// <summary>The image with its first and third channel exchanged.</summary>
    /// <param name="image">H×W×3.</param>
    internal static Tensor SwapRedAndBlue(Tensor image) => aten.flip(image, [2]).contiguous();

    // As OpenCV's normalize with NORM_MINMAX: a constant image becomes black, halves go to the even number.
    private static Tensor Stretch(Tensor values)
    {
        var finite = aten.nan_to_num(values, 0, 0, 0);
        var (low, high) = (finite.min().ToDouble(), finite.max().ToDouble());
        var scale = high - low > double.Epsilon ? 255 / (high - low) : 0;
        return aten.clamp(aten.round((finite * scale) - (low * scale)), 0, 255).to(ScalarType.Byte);
    }
}
