using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Thelper.Imaging.Transforms;

/// <summary>Computes <c>(x - offset) / scale</c> in float32 over values whose channels take turns, many at a time; each result is that of the plain formula.</summary>
public sealed class ChannelNormalizer
{
    private const int Lanes = 8;
    private const int MaxChannels = 64;
    private readonly Vector256<float>[] offsets;
    private readonly Vector256<float>[] scales;

    private ChannelNormalizer(float[] offset, float[] scale)
    {
        offsets = Repeat(offset);
        scales = Repeat(scale);
    }

    /// <summary>The stream of some channels; null where they are too many to be worth it.</summary>
    /// <param name="offset">One value per channel.</param>
    /// <param name="scale">As many.</param>
    public static ChannelNormalizer? Of(float[] offset, float[] scale)
    {
        ArgumentNullException.ThrowIfNull(offset);
        ArgumentNullException.ThrowIfNull(scale);
        return offset.Length <= MaxChannels ? new ChannelNormalizer(offset, scale) : null;
    }

    /// <summary>Maps bytes.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="target">Receives as many numbers.</param>
    /// <param name="count">How many there are, a multiple of the number of channels.</param>
    /// <returns>How many values were mapped, a multiple of the number of channels; the rest, fewer than 8 a channel, is the caller's.</returns>
    public unsafe long Map(byte* source, float* target, long count)
    {
        var done = 0L;
        for (long block = (long)offsets.Length * Lanes; done + block <= count; done += block)
        {
            for (var i = 0; i < offsets.Length; i++, source += Lanes, target += Lanes)
            {
                var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(source)).AsByte());
                var values = Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32());
                ((values - offsets[i]) / scales[i]).Store(target);
            }
        }

        return done;
    }

    /// <summary>Maps numbers.</summary>
    /// <param name="source">The numbers.</param>
    /// <param name="target">Receives as many.</param>
    /// <param name="count">How many there are, a multiple of the number of channels.</param>
    /// <returns>As for bytes.</returns>
    public unsafe long Map(float* source, float* target, long count)
    {
        var done = 0L;
        for (long block = (long)offsets.Length * Lanes; done + block <= count; done += block)
        {
            for (var i = 0; i < offsets.Length; i++, source += Lanes, target += Lanes)
            {
                ((Vector256.Load(source) - offsets[i]) / scales[i]).Store(target);
            }
        }

        return done;
    }

    // As many vectors as channels: lane after lane, the channels take turns.
    private static Vector256<float>[] Repeat(float[] values) =>
        [.. Enumerable.Range(0, values.Length).Select(i => Vector256.Create([.. Enumerable.Range(i * Lanes, Lanes).Select(lane => values[lane % values.Length])]))];
}
