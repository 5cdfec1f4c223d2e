using System.Runtime.CompilerServices;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>What transforms make of each byte of each channel, where that is all they do: read from a table, a window becomes a network's input in one step.</summary>
/// <remarks>Found by what the transforms make of random pixels, so that the numbers are theirs to the last bit.</remarks>
internal sealed unsafe class PixelTable
{
    private const int Values = 256;

    // Of fewer pixels some values would not occur.
    private const int LeastPixels = 16 * Values;

    // Of more, trying takes longer and more memory than it brings.
    private const long MostValues = 1 << 24;

    // Rows that a thread takes at a time.
    private const int RowsAtOnce = 64;
    private readonly int[] channels;
    private readonly float[][] tables;

    private PixelTable(int[] channels, float[][] tables) => (this.channels, this.tables) = (channels, tables);

    /// <summary>Finds the table.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Their width.</param>
    /// <param name="channels">Their channels.</param>
    /// <param name="become">What becomes of an image, uint8 height x width x channels: owned here; null where that cannot be.</param>
    /// <returns>The table; null where a number depends on more than one byte, or the result is no float32 of the same size.</returns>
    public static PixelTable? Of(int height, int width, int channels, Func<Tensor, Tensor?> become)
    {
        using var scope = NewDisposeScope();
        var pixels = (long)height * width;
        if (pixels < LeastPixels || pixels * channels > MostValues)
        {
            return null;
        }

        // Not libtorch's numbers, which others draw from.
        var bytes = new byte[pixels * channels];
        new System.Random(0).NextBytes(bytes);
        if (become(tensor(bytes, [height, width, channels])) is not { } found)
        {
            return null;
        }

        using (found)
        {
            if (found is not { dtype: ScalarType.Float32, ndim: 3 } || found.shape[1] != height || found.shape[2] != width || found.device_type != DeviceType.CPU)
            {
                return null;
            }

            var numbers = found.contiguous().DataSpan<float>();
            var (sources, tables) = (new int[found.shape[0]], new float[found.shape[0]][]);
            for (var c = 0; c < sources.Length; c++)
            {
                var plane = numbers.Slice(checked((int)(c * pixels)), (int)pixels);
                sources[c] = -1;
                for (var source = 0; source < channels && sources[c] < 0; source++)
                {
                    if (TableOf(bytes, channels, source, plane) is { } table)
                    {
                        (sources[c], tables[c]) = (source, table);
                    }
                }

                if (sources[c] < 0)
                {
                    return null;
                }
            }

            return new(sources, tables);
        }
    }

    /// <summary>The input of a network.</summary>
    /// <param name="images">uint8 height x width x channels each, of one size; parts of a larger picture's memory, too.</param>
    /// <returns>float32 batch x channels x height x width, in the current dispose scope.</returns>
    public Tensor Batch(IReadOnlyList<Tensor> images)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)images[0].shape[0], (int)images[0].shape[1]);
        List<Tensor> plain = [.. images.Select(image => image.stride(2) == 1 && image.stride(1) == image.shape[2] ? image : image.contiguous())];
        var batch = empty([images.Count, tables.Length, height, width]);
        var first = (float*)batch.DataPointer;
        nint[] sources = [.. plain.Select(image => image.DataPointer)];
        long[] steps = [.. plain.Select(image => image.stride(0))];
        var pixelStep = (int)images[0].shape[2];
        TorchThreads.For(images.Count * height, RowsAtOnce, (from, end) =>
        {
            for (var i = from; i < end; i++)
            {
                var (image, y) = Math.DivRem(i, height);
                for (var c = 0; c < tables.Length; c++)
                {
                    Map((byte*)sources[image] + (y * steps[image]) + channels[c], pixelStep, tables[c], first + ((((((long)image * tables.Length) + c) * height) + y) * width), width);
                }
            }
        });
        return batch.MoveToOuterDisposeScope();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map(byte* source, int step, float[] table, float* target, int count)
    {
        fixed (float* numbers = table)
        {
            for (var i = 0; i < count; i++, source += step)
            {
                target[i] = numbers[*source];
            }
        }
    }

    // Null where a byte becomes different numbers, or does not occur.
    private static float[]? TableOf(byte[] bytes, int step, int source, ReadOnlySpan<float> numbers)
    {
        var (table, isKnown) = (new float[Values], new bool[Values]);
        for (var i = 0; i < numbers.Length; i++)
        {
            var value = bytes[(i * step) + source];
            if (!isKnown[value])
            {
                (table[value], isKnown[value]) = (numbers[i], true);
            }
            else if (BitConverter.SingleToInt32Bits(table[value]) != BitConverter.SingleToInt32Bits(numbers[i]))
            {
                return null;
            }
        }

        return Array.TrueForAll(isKnown, known => known) ? table : null;
    }
}
