using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Borders as torchvision adds them.</summary>
internal sealed class Padding
{
    private const int MaxSide = 65536;

    private readonly object? fill;
    private readonly string mode;

    public Padding(object? fill, string mode)
    {
        this.fill = fill;
        this.mode = mode is "constant" or "edge" or "reflect" or "symmetric"
            ? mode
            : throw new UserErrorException($"'padding_mode' must be constant, edge, reflect or symmetric, got {PythonRepr.Of(mode)}");
        _ = Values(fill, 1, anyNumber: true);
    }

    /// <summary>The lengths left, top, right, bottom.</summary>
    public static int[] Sides(object? value, string name)
    {
        var numbers = TransformArguments.Numbers(value, name);
        if (!Array.TrueForAll(numbers, number => double.IsInteger(number) && number is >= 0 and <= MaxSide))
        {
            throw new UserErrorException($"'{name}' must hold integers of at least 0");
        }

        var lengths = Array.ConvertAll(numbers, number => (int)number);
        return lengths switch
        {
            [var all] => [all, all, all, all],
            [var sides, var ends] => [sides, ends, sides, ends],
            [_, _, _, _] => lengths,
            _ => throw new UserErrorException($"'{name}' must be one number, two (sides, ends) or four (left, top, right, bottom)"),
        };
    }

    /// <summary>One fill value per channel.</summary>
    public static double[] Values(object? fill, int channels, bool anyNumber = false)
    {
        var numbers = TransformArguments.Numbers(fill ?? 0L, "fill");
        return numbers.Length == channels || anyNumber ? numbers
            : numbers.Length == 1 ? Enumerable.Repeat(numbers[0], channels).ToArray()
            : throw new UserErrorException($"'fill' has {numbers.Length} numbers, the image {channels} channels");
    }

    /// <summary>Adds a border to images of one size.</summary>
    /// <param name="height">Their height.</param>
    /// <param name="width">Their width.</param>
    /// <param name="sides">Left, top, right, bottom.</param>
    public Warp WarpOf(long height, long width, int[] sides) => Warps.Crop(
        height,
        width,
        -sides[0],
        -sides[1],
        height + sides[1] + sides[3],
        width + sides[0] + sides[2],
        mode switch { "edge" => BorderMode.Replicate, "reflect" => BorderMode.Reflect101, "symmetric" => BorderMode.Reflect, _ => BorderMode.Constant },
        (image, left, top, h, w) => Add(image, [(int)-left, (int)-top, (int)(w + left - image.shape[1]), (int)(h + top - image.shape[0])]));

    /// <summary>Adds a border.</summary>
    /// <param name="image">H×W×C.</param>
    /// <param name="sides">Left, top, right, bottom.</param>
    public torch.Tensor Add(torch.Tensor image, int[] sides)
    {
        var (height, width, channels) = (image.shape[0], image.shape[1], image.shape[2]);
        if (mode == "constant")
        {
            var result = torch.empty([.. MaxPixels.Check(height + sides[1] + sides[3], width + sides[0] + sides[2]), channels], image.dtype);
            result.copy_(torch.tensor(Values(fill, (int)channels), dtype: image.dtype));
            result.narrow(0, sides[1], height).narrow(1, sides[0], width).copy_(image);
            return result;
        }

        return image.index_select(0, Places(height, sides[1], sides[3])).index_select(1, Places(width, sides[0], sides[2]));
    }

    public override string ToString() => $"fill={PythonRepr.Of(fill ?? 0L)}, padding_mode={mode}";

    private torch.Tensor Places(long length, int before, int after)
    {
        if (mode != "edge" && Math.Max(before, after) > length - (mode == "reflect" ? 1 : 0))
        {
            throw new UserErrorException($"a border of {Math.Max(before, after)} pixels cannot mirror an image of {length}");
        }

        var places = new long[length + before + after];
        for (var i = 0; i < places.Length; i++)
        {
            var at = i - before;
            places[i] = mode switch
            {
                "edge" => Math.Clamp(at, 0, length - 1),
                "reflect" => at < 0 ? -at : at >= length ? (2 * length) - 2 - at : at,
                _ => at < 0 ? -1 - at : at >= length ? (2 * length) - 1 - at : at,
            };
        }

        return torch.tensor(places);
    }
}
