using System.Numerics;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Computes <c>(x - offset) / scale</c> channel by channel, and back, with NumPy's arithmetic for float32 offsets and scales.</summary>
/// <remarks>
/// uint8, int8, int16 and float32 samples are computed in float32, int32, int64 and float64 ones in float64; the result is then cast.
/// The channels are the last axis; an array whose last axis does not fit but whose first one does counts as C×H×W.
/// </remarks>
internal sealed class ChannelScale
{
    private readonly float[] offset;
    private readonly float[] scale;
    private readonly torch.ScalarType outType;

    // (v - offset) / scale for every uint8 value v, channel after channel: one look-up replaces the arithmetic.
    private readonly float[] byteTable;
    private readonly ChannelNormalizer? stream;

    public ChannelScale(float[] offset, float[] scale, torch.ScalarType outType)
    {
        this.offset = offset;
        this.scale = scale;
        this.outType = outType;
        stream = ChannelNormalizer.Of(offset, scale);
        byteTable = new float[offset.Length * 256];
        for (var c = 0; c < offset.Length; c++)
        {
            for (var v = 0; v < 256; v++)
            {
                byteTable[(c * 256) + v] = (v - offset[c]) / scale[c];
            }
        }
    }

    public torch.Tensor Apply(torch.Tensor image) => Map(image, inverse: false);

    public torch.Tensor Invert(torch.Tensor image) => Map(image, inverse: true);

    private unsafe torch.Tensor Map(torch.Tensor image, bool inverse)
    {
        var shape = image.shape;
        var (pixels, run, repeat, resultShape) = Layout(shape);
        using var copy = image.is_contiguous() ? null : image.contiguous();
        var source = (void*)(copy ?? image).DataPointer;
        var wide = image.dtype is torch.ScalarType.Int32 or torch.ScalarType.Int64 or torch.ScalarType.Float64;
        var result = torch.empty(resultShape, wide ? torch.ScalarType.Float64 : torch.ScalarType.Float32, torch.CPU);
        var target = (void*)result.DataPointer;
        if (!inverse && stream is not null && !repeat && (run == 1 || offset.Length == 1))
        {
            var count = pixels * run * offset.Length;
            var done = image.dtype switch
            {
                torch.ScalarType.Byte => stream.Map((byte*)source, (float*)target, count),
                torch.ScalarType.Float32 => stream.Map((float*)source, (float*)target, count),
                _ => 0,
            };
            source = (byte*)source + (done * (image.dtype == torch.ScalarType.Float32 ? sizeof(float) : 1));
            target = (float*)target + done;
            (pixels, run) = offset.Length == 1 ? (1L, run - done) : (pixels - (done / offset.Length), 1L);
        }

        switch (image.dtype)
        {
            case torch.ScalarType.Byte when !inverse:
                LookUp((byte*)source, (float*)target, pixels, run, repeat);
                break;
            case torch.ScalarType.Byte:
                Compute((byte*)source, (float*)target, pixels, run, repeat, inverse);
                break;
            case torch.ScalarType.Int8:
                Compute((sbyte*)source, (float*)target, pixels, run, repeat, inverse);
                break;
            case torch.ScalarType.Int16:
                Compute((short*)source, (float*)target, pixels, run, repeat, inverse);
                break;
            case torch.ScalarType.Float32:
                Compute((float*)source, (float*)target, pixels, run, repeat, inverse);
                break;
            case torch.ScalarType.Int32:
                Compute((int*)source, (double*)target, pixels, run, repeat, inverse);
                break;
            case torch.ScalarType.Int64:
                Compute((long*)source, (double*)target, pixels, run, repeat, inverse);
                break;
            case torch.ScalarType.Float64:
                Compute((double*)source, (double*)target, pixels, run, repeat, inverse);
                break;
            default:
                result.Dispose();
                throw new UserErrorException($"cannot normalize an array of type {image.dtype}");
        }

        GC.KeepAlive(image);
        if (result.dtype == outType)
        {
            return result;
        }

        using (result)
        {
            return result.to(outType);
        }
    }

    // `pixels` blocks, in each of which every channel has `run` values in a row. `repeat`: a single channel serves all.
    private (long Pixels, long Run, bool Repeat, long[] Shape) Layout(long[] shape)
    {
        var n = offset.Length;
        var total = 1L;
        foreach (var size in shape)
        {
            total *= size;
        }

        if (n == 1)
        {
            return (1, total, false, shape);
        }

        if (shape.Length > 0 && shape[^1] == n)
        {
            return (total / n, 1, false, shape);
        }

        if (shape.Length == 3 && shape[0] == n)
        {
            return (1, total / n, false, shape);
        }

        return shape.Length > 0 && shape[^1] == 1
            ? (total, 1, true, [.. shape[..^1], n])
            : throw new UserErrorException($"has values for {n} channels, but the array has the shape [{string.Join(", ", shape)}]");
    }

    private unsafe void LookUp(byte* source, float* target, long pixels, long run, bool repeat)
    {
        var n = offset.Length;
        fixed (float* tables = byteTable)
        {
            for (var p = 0L; p < pixels; p++)
            {
                for (var c = 0; c < n; c++)
                {
                    var table = tables + (c * 256);
                    for (var i = 0L; i < run; i++)
                    {
                        *target++ = table[*source++];
                    }

                    source -= repeat && c < n - 1 ? 1 : 0;
                }
            }
        }
    }

    private unsafe void Compute<TIn, TOut>(TIn* source, TOut* target, long pixels, long run, bool repeat, bool inverse)
        where TIn : unmanaged, INumber<TIn>
        where TOut : unmanaged, INumber<TOut>
    {
        var n = offset.Length;
        for (var p = 0L; p < pixels; p++)
        {
            for (var c = 0; c < n; c++)
            {
                var (a, b) = (TOut.CreateTruncating(offset[c]), TOut.CreateTruncating(scale[c]));
                for (var i = 0L; i < run; i++)
                {
                    var x = TOut.CreateTruncating(*source++);
                    *target++ = inverse ? (x * b) + a : (x - a) / b;
                }

                source -= repeat && c < n - 1 ? 1 : 0;
            }
        }
    }
}
