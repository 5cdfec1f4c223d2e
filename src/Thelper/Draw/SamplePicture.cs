using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Pictures of the images of samples, of any type, range, order and number of channels.</summary>
public static class SamplePicture
{
    private const double Cut = 0.02;

    /// <summary>Whether a value of a sample can be shown as an image: numbers H×W, H×W×C or C×H×W.</summary>
    /// <param name="value">The value.</param>
    public static bool IsImage(object? value) => value is Tensor { ndim: 2 or 3 } tensor && tensor.numel() > 0 && tensor.shape.Count(length => length > 1) >= 2 && !aten.is_complex(tensor);

    /// <summary>An image with its channels last, in the current dispose scope.</summary>
    /// <param name="image">H×W, H×W×C or C×H×W.</param>
    /// <param name="channelsFirst">Whether the channels come first; null to see it by the shape: the first dimension is small, and the last one is not.</param>
    /// <exception cref="UserErrorException">It has another number of dimensions.</exception>
    public static Tensor ChannelsLast(Tensor image, bool? channelsFirst = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.ndim switch
        {
            2 => image.unsqueeze(2),
            3 => channelsFirst ?? ImageLayout.IsPlanar(image.shape) ? image.permute(1, 2, 0) : image,
            _ => throw new UserErrorException($"a picture needs an image of two or three dimensions, got [{string.Join(", ", image.shape)}]"),
        };
    }

    /// <summary>Makes the picture.</summary>
    /// <param name="image">H×W, H×W×C or C×H×W, of any type. Numbers that are none are black.</param>
    /// <param name="options">How.</param>
    /// <returns>uint8 H×W×3, red, green, blue.</returns>
    /// <exception cref="UserErrorException">The image is none, or has no such channel.</exception>
    public static Tensor Create(Tensor image, PictureOptions options)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(options);
        if (!IsImage(image))
        {
            throw new UserErrorException($"numbers of the shape [{string.Join(", ", image.shape)}] are no image");
        }

        using var scope = NewDisposeScope();
        var last = ChannelsLast(image.detach().cpu(), options.ChannelsFirst);
        var count = (int)last.shape[2];
        long[] chosen = [.. (options.Channels ?? Usual(count, options.IsBgr)).Select(channel => channel >= 0 && channel < count
            ? (long)channel
            : throw new UserErrorException($"there is no channel {channel}: the image has {count}, counted from 0"))];
        var picked = chosen.SequenceEqual(Enumerable.Range(0, count).Select(i => (long)i)) ? last : aten.index_select(last, 2, tensor(chosen));
        var isPicture = picked.dtype == ScalarType.Byte && options.Range is (PictureRange.Auto or PictureRange.Byte);
        var picture = isPicture ? picked : Scaled(picked, options.Range);
        var wide = picture.expand(picture.shape[0], picture.shape[1], 3);
        return (isPicture ? wide.clone() : wide).contiguous().MoveToOuterDisposeScope();
    }

    private static int[] Usual(int count, bool isBgr) => count switch
    {
        1 => [0],
        2 => [0, 1, 0],
        3 or 4 when isBgr => [2, 1, 0],
        _ => [0, 1, 2],
    };

    private static Tensor Scaled(Tensor values, PictureRange range)
    {
        var wide = values.to(values.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        var (low, high) = range switch
        {
            PictureRange.Unit => (zeros([1], wide.dtype), ones([1], wide.dtype)),
            PictureRange.Byte => (zeros([1], wide.dtype), ones([1], wide.dtype) * 255),
            PictureRange.Robust => Percentiles(wide),
            _ => Extremes(wide),
        };
        var span = high - low;
        var scale = aten.where_self(span > 0, aten.reciprocal(span) * 255, zeros_like(span));
        return aten.clamp(aten.round(aten.nan_to_num((wide - low) * scale, 0, 255, 0)), 0, 255).to(ScalarType.Byte);
    }

    private static (Tensor Low, Tensor High) Extremes(Tensor values)
    {
        // Mostly all are, and choosing some takes longer than looking at all.
        var isFinite = values.isfinite();
        var finite = isFinite.all().ToBoolean() ? values : values.masked_select(isFinite);
        return finite.numel() == 0 ? (zeros([1], values.dtype), zeros([1], values.dtype)) : (finite.min().reshape(1), finite.max().reshape(1));
    }

    private static (Tensor Low, Tensor High) Percentiles(Tensor values)
    {
        var (lows, highs) = (new List<Tensor>(), new List<Tensor>());
        for (var channel = 0; channel < values.shape[2]; channel++)
        {
            var plane = aten.select_int(values, 2, channel);
            var sorted = plane.masked_select(plane.isfinite()).sort().Values;
            var last = sorted.numel() - 1;
            lows.Add(last < 0 ? zeros([1], values.dtype) : sorted[(long)Math.Round(last * Cut)].reshape(1));
            highs.Add(last < 0 ? zeros([1], values.dtype) : sorted[(long)Math.Round(last * (1 - Cut))].reshape(1));
        }

        return (cat([.. lows]), cat([.. highs]));
    }
}
