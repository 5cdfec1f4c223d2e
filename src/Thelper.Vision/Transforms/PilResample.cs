using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Resizes images of bytes as PIL does: every output pixel is a weighted mean over all input pixels that its filter covers, first along rows, then along columns.</summary>
/// <remarks>Shrinking widens the filter, so that no pixel is left out. Weights are whole multiples of 2⁻²², results of either direction are rounded to bytes, as PIL's are.</remarks>
internal static class PilResample
{
    private const int Bits = 22;

    /// <summary>Resizes an image.</summary>
    /// <param name="image">Bytes H×W×C.</param>
    /// <param name="height">New height.</param>
    /// <param name="width">New width.</param>
    /// <param name="filter">The filter.</param>
    public static unsafe torch.Tensor Resize(torch.Tensor image, int height, int width, PilFilter filter)
    {
        var (oldHeight, oldWidth, channels) = ((int)image.shape[0], (int)image.shape[1], (int)image.shape[2]);
        if (oldHeight == height && oldWidth == width)
        {
            return image;
        }

        using var source = image.contiguous();
        var result = torch.empty([.. MaxPixels.Check(height, width), channels], torch.uint8);
        var from = (byte*)source.DataPointer;
        var to = (byte*)result.DataPointer;
        if (filter == PilFilter.Nearest)
        {
            Nearest(from, to, oldHeight, oldWidth, height, width, channels);
            return result;
        }

        using var between = oldWidth == width ? source.alias() : torch.empty([.. MaxPixels.Check(oldHeight, width), channels], torch.uint8);
        var middle = (byte*)between.DataPointer;
        if (oldWidth != width)
        {
            var taps = Taps(oldWidth, width, filter);
            for (var y = 0L; y < oldHeight; y++)
            {
                var row = from + (y * oldWidth * channels);
                var target = middle + (y * width * channels);
                if (channels == 3 && Sse41.IsSupported)
                {
                    BlendPixels(row, target, taps, oldWidth);
                }
                else
                {
                    Blend(row, target, taps, channels, channels);
                }
            }
        }

        if (oldHeight == height)
        {
            Buffer.MemoryCopy(middle, to, result.numel(), result.numel());
        }
        else
        {
            // One "pixel" of a column is a whole row.
            Blend(middle, to, Taps(oldHeight, height, filter), width * channels, width * channels);
        }

        return result;
    }

    private static unsafe void Nearest(byte* from, byte* to, int oldHeight, int oldWidth, int height, int width, int channels)
    {
        var (rows, columns) = (Places(oldHeight, height), Places(oldWidth, width));
        foreach (var row in rows)
        {
            foreach (var column in columns)
            {
                var pixel = from + ((((long)row * oldWidth) + column) * channels);
                for (var c = 0; c < channels; c++)
                {
                    *to++ = pixel[c];
                }
            }
        }
    }

    // Added up step by step, as PIL does: on the border between two pixels the rounding of the sum decides.
    public static int[] Places(int input, int output)
    {
        var step = (double)input / output;
        var places = new int[output];
        var at = step * 0.5;
        for (var i = 0; i < output; i++, at += step)
        {
            places[i] = Math.Min((int)at, input - 1);
        }

        return places;
    }

    // Items of `size` bytes, `stride` apart; byte by byte the same weights.
    private static unsafe void Blend(byte* from, byte* to, (int First, int[] Weights)[] taps, int size, int stride)
    {
        foreach (var (first, weights) in taps)
        {
            var start = from + ((long)first * stride);
            var i = 0;
            if (Avx2.IsSupported)
            {
                // Eight bytes side by side, in the same whole numbers.
                for (; i <= size - 8; i += 8, to += 8)
                {
                    var sums = Vector256.Create(1 << (Bits - 1));
                    var at = start + i;
                    foreach (var weight in weights)
                    {
                        sums += Avx2.ConvertToVector256Int32(at) * weight;
                        at += stride;
                    }

                    sums = Vector256.ShiftRightArithmetic(sums, Bits);
                    var words = Sse41.PackUnsignedSaturate(sums.GetLower(), sums.GetUpper());
                    *(ulong*)to = Sse2.PackUnsignedSaturate(words.AsInt16(), words.AsInt16()).AsUInt64().ToScalar();
                }
            }

            for (; i < size; i++)
            {
                var sum = 1 << (Bits - 1);
                var at = start + i;
                foreach (var weight in weights)
                {
                    sum += *at * weight;
                    at += stride;
                }

                *to++ = (byte)Math.Clamp(sum >> Bits, 0, 255);
            }
        }
    }

    // Three channels at once; a fourth byte is read with them, where there is one.
    private static unsafe void BlendPixels(byte* from, byte* to, (int First, int[] Weights)[] taps, int length)
    {
        foreach (var (first, weights) in taps)
        {
            var sums = Vector128.Create(1 << (Bits - 1));
            var at = from + (3L * first);
            for (var k = 0; k < weights.Length; k++, at += 3)
            {
                var pixel = first + k < length - 1 ? *(uint*)at : at[0] | ((uint)at[1] << 8) | ((uint)at[2] << 16);
                sums += Sse41.ConvertToVector128Int32(Vector128.CreateScalarUnsafe(pixel).AsByte()) * weights[k];
            }

            sums = Vector128.ShiftRightArithmetic(sums, Bits);
            var words = Sse41.PackUnsignedSaturate(sums, sums);
            var result = Sse2.PackUnsignedSaturate(words.AsInt16(), words.AsInt16()).AsUInt32().ToScalar();
            (to[0], to[1], to[2]) = ((byte)result, (byte)(result >> 8), (byte)(result >> 16));
            to += 3;
        }
    }

    private static (int First, int[] Weights)[] Taps(int input, int output, PilFilter filter)
    {
        var scale = (double)input / output;
        var wide = Math.Max(scale, 1);
        var support = Support(filter) * wide;
        var taps = new (int, int[])[output];
        for (var i = 0; i < output; i++)
        {
            var center = (i + 0.5) * scale;
            var first = Math.Max((int)(center - support + 0.5), 0);
            var end = Math.Min((int)(center + support + 0.5), input);
            var weights = new double[end - first];
            for (var k = 0; k < weights.Length; k++)
            {
                weights[k] = Weight(filter, (k + first - center + 0.5) / wide);
            }

            var sum = weights.Sum();
            taps[i] = (first, Array.ConvertAll(weights, weight => (int)Math.Round(weight / sum * (1 << Bits), MidpointRounding.AwayFromZero)));
        }

        return taps;
    }

    private static double Support(PilFilter filter) => filter switch
    {
        PilFilter.Box => 0.5,
        PilFilter.Bilinear or PilFilter.Hamming => 1,
        PilFilter.Bicubic => 2,
        _ => 3,
    };

    private static double Weight(PilFilter filter, double x)
    {
        var distance = Math.Abs(x);
        switch (filter)
        {
            case PilFilter.Box:
                return x is > -0.5 and <= 0.5 ? 1 : 0;
            case PilFilter.Bilinear:
                return distance < 1 ? 1 - distance : 0;
            case PilFilter.Hamming:
                return distance == 0 ? 1 : distance >= 1 ? 0 : Math.Sin(Math.PI * distance) / (Math.PI * distance) * (0.54 + (0.46 * Math.Cos(Math.PI * distance)));
            case PilFilter.Bicubic:
                return distance < 1 ? (((1.5 * distance) - 2.5) * distance * distance) + 1
                    : distance < 2 ? ((((-0.5 * distance) + 2.5) * distance - 4) * distance) + 2
                    : 0;
            default:
                return x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0;
        }
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
