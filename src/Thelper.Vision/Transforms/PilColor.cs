using System.Runtime.CompilerServices;
using Thelper.Imaging;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Colours of images of bytes as PIL changes them; the first of three channels is red.</summary>
internal static class PilColor
{
    // ITU-R 601 in sixteenths of a bit, rounded.
    private const int Red = 19595;
    private const int Green = 38470;
    private const int Blue = 7471;

    /// <summary>Luminance, H×W×1.</summary>
    public static torch.Tensor Gray(torch.Tensor image)
    {
        if (image.shape[2] == 1)
        {
            return image;
        }

        RequireColor(image);
        using var source = image.contiguous();
        var result = torch.empty([image.shape[0], image.shape[1], 1], torch.uint8);
        var from = source.DataSpan<byte>();
        var to = result.DataSpan<byte>();
        for (int i = 0, at = 0; i < to.Length; i++, at += 3)
        {
            to[i] = Luminance(from[at], from[at + 1], from[at + 2]);
        }

        return result;
    }

    /// <summary>Mixes with black: 1 leaves the image.</summary>
    public static torch.Tensor Brightness(torch.Tensor image, double factor) => Map(image, value => Mix(0, value, (float)factor));

    /// <summary>Mixes with the mean luminance: 1 leaves the image.</summary>
    public static torch.Tensor Contrast(torch.Tensor image, double factor)
    {
        using var gray = Gray(image).contiguous();
        var sum = gray.sum(torch.int64);
        var mean = (int)(((double)sum.ToInt64() / gray.numel()) + 0.5);
        sum.Dispose();
        return Map(image, value => Mix(mean, value, (float)factor));
    }

    /// <summary>Mixes with the image's luminance: 1 leaves the image.</summary>
    public static torch.Tensor Saturation(torch.Tensor image, double factor)
    {
        if (image.shape[2] == 1)
        {
            return image;
        }

        RequireColor(image);
        return Pixels(image, new Saturating((float)factor));
    }

    /// <summary>Turns the circle of hues, whose 256 steps are a full turn.</summary>
    /// <param name="image">Bytes H×W×C.</param>
    /// <param name="factor">-0.5 to 0.5 of a turn.</param>
    public static torch.Tensor Hue(torch.Tensor image, double factor)
    {
        if (image.shape[2] == 1)
        {
            return image;
        }

        RequireColor(image);
        return Pixels(image, new Turning((int)(factor * 255)));
    }

    /// <summary>Changes hue, saturation and value of every pixel, each 0 to 255.</summary>
    /// <param name="image">Bytes H×W×3.</param>
    /// <param name="change">Receives hue, saturation and value.</param>
    public static torch.Tensor ChangeHsv(torch.Tensor image, PixelChange change)
    {
        if (image.shape[2] != 3)
        {
            throw new UserErrorException($"needs an image of 3 channels, got {image.shape[2]}");
        }

        return Pixels(image, new Changing(change));
    }

    /// <summary>Spreads the values of each channel evenly, by their number.</summary>
    public static torch.Tensor Equalize(torch.Tensor image) => ByHistogram(image, (counts, table) =>
    {
        var last = Array.FindLastIndex(counts, count => count > 0);
        var step = (counts.Sum() - counts[last]) / 255;
        if (step == 0 || counts.Count(count => count > 0) <= 1)
        {
            return;
        }

        var sum = step / 2;
        for (var i = 0; i < 256; i++)
        {
            table[i] = (byte)Math.Min(sum / step, 255);
            sum += counts[i];
        }
    });

    /// <summary>Stretches each channel to the whole range.</summary>
    public static torch.Tensor Autocontrast(torch.Tensor image) => ByHistogram(image, (counts, table) =>
    {
        var (least, most) = (Array.FindIndex(counts, count => count > 0), Array.FindLastIndex(counts, count => count > 0));
        if (most <= least)
        {
            return;
        }

        var scale = 255.0 / (most - least);
        var offset = -least * scale;
        for (var i = 0; i < 256; i++)
        {
            table[i] = (byte)Math.Clamp((int)((i * scale) + offset), 0, 255);
        }
    });

    /// <summary>Mixes with a smoothed image: 0 is smooth, 1 leaves the image.</summary>
    public static torch.Tensor Sharpness(torch.Tensor image, double factor)
    {
        using var source = image.contiguous();
        var (height, width, channels) = ((int)image.shape[0], (int)image.shape[1], (int)image.shape[2]);
        var result = source.clone();
        var from = source.DataSpan<byte>();
        var to = result.DataSpan<byte>();
        var row = width * channels;
        for (var y = 1; y < height - 1; y++)
        {
            for (var at = (y * row) + channels; at < ((y + 1) * row) - channels; at++)
            {
                var sum = 4 * from[at];
                for (var next = at - row; next <= at + row; next += row)
                {
                    sum += from[next - channels] + from[next] + from[next + channels];
                }

                to[at] = (byte)(((2 * sum) + 13) / 26);
            }
        }

        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Mix(to[i], from[i], (float)factor);
        }

        return result;
    }

    /// <summary>Applies a function to every value.</summary>
    public static torch.Tensor Map(torch.Tensor image, Func<byte, byte> function)
    {
        var table = new byte[256];
        for (var i = 0; i < 256; i++)
        {
            table[i] = function((byte)i);
        }

        using var source = image.contiguous();
        return ImageFilters.Lookup(source, table);
    }

    // A table for each channel, which starts as leaving every value.
    private static torch.Tensor ByHistogram(torch.Tensor image, Action<long[], byte[]> fill)
    {
        var result = image.clone().contiguous();
        var values = result.DataSpan<byte>();
        var channels = (int)image.shape[2];
        for (var channel = 0; channel < channels; channel++)
        {
            var counts = new long[256];
            for (var i = channel; i < values.Length; i += channels)
            {
                counts[values[i]]++;
            }

            var table = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
            fill(counts, table);
            for (var i = channel; i < values.Length; i += channels)
            {
                values[i] = table[values[i]];
            }
        }

        return result;
    }

    // One loop for each kind of change, so that what is done to a pixel stands inside of it.
    private static torch.Tensor Pixels<TChange>(torch.Tensor image, TChange change)
        where TChange : struct, IPixelChange
    {
        using var source = image.contiguous();
        var result = torch.empty(image.shape, torch.uint8);
        var from = source.DataSpan<byte>();
        var to = result.DataSpan<byte>();
        for (var i = 0; i + 2 < from.Length && i + 2 < to.Length; i += 3)
        {
            (to[i], to[i + 1], to[i + 2]) = change.Of(from[i], from[i + 1], from[i + 2]);
        }

        return result;
    }

    private static byte Luminance(byte r, byte g, byte b) => (byte)(((r * Red) + (g * Green) + (b * Blue) + 0x8000) >> 16);

    // Towards zero, as a conversion in C does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Mix(int other, int value, float factor) => (byte)Math.Clamp((int)(other + (factor * (value - other))), 0, 255);

    private static void RequireColor(torch.Tensor image)
    {
        if (image.shape[2] != 3)
        {
            throw new UserErrorException($"needs an image of 1 or 3 channels, got {image.shape[2]}");
        }
    }

    /// <summary>Changes the three values of a pixel.</summary>
    public delegate void PixelChange(ref byte r, ref byte g, ref byte b);

    private interface IPixelChange
    {
        (byte R, byte G, byte B) Of(byte r, byte g, byte b);
    }

    private readonly struct Saturating(float factor) : IPixelChange
    {
        public (byte R, byte G, byte B) Of(byte r, byte g, byte b)
        {
            var gray = Luminance(r, g, b);
            return (Mix(gray, r, factor), Mix(gray, g, factor), Mix(gray, b, factor));
        }
    }

    private readonly struct Turning(int turn) : IPixelChange
    {
        public (byte R, byte G, byte B) Of(byte r, byte g, byte b)
        {
            var (hue, saturation, value) = PilHsv.FromRgb(r, g, b);
            return PilHsv.ToRgb((byte)(hue + turn), saturation, value);
        }
    }

    private readonly struct Changing(PixelChange change) : IPixelChange
    {
        public (byte R, byte G, byte B) Of(byte r, byte g, byte b)
        {
            var (hue, saturation, value) = PilHsv.FromRgb(r, g, b);
            change(ref hue, ref saturation, ref value);
            return PilHsv.ToRgb(hue, saturation, value);
        }
    }
}
