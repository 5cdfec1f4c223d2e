using System.Runtime.CompilerServices;

namespace Thelper.Vision.Transforms;

/// <summary>Hue, saturation and value of bytes, each 0 to 255, as PIL computes them, in its mixture of single and double precision.</summary>
internal static class PilHsv
{
    // What depends on one byte alone.
    private static readonly (int Sector, float Within)[] Hues = [.. Enumerable.Range(0, 256).Select(hue => (float)(hue * 6.0 / 255.0)).Select(sixth => ((int)Math.Floor(sixth) % 6, sixth - (int)Math.Floor(sixth)))];
    private static readonly byte[] Red = [0, 16, 24, 24, 8, 0];
    private static readonly byte[] Green = [8, 0, 0, 16, 24, 24];
    private static readonly byte[] Blue = [24, 24, 8, 0, 0, 16];
    private static readonly float[] Shares = [.. Enumerable.Range(0, 256).Select(saturation => (float)(saturation / 255.0))];

    /// <summary>Of red, green and blue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (byte Hue, byte Saturation, byte Value) FromRgb(byte r, byte g, byte b)
    {
        var (most, least) = (Largest(r, Largest(g, b)), 255 - Largest(255 - r, Largest(255 - g, 255 - b)));
        if (most == least)
        {
            return (0, 0, (byte)most);
        }

        // Which is the largest, the first of equal ones, and which two are subtracted then.
        var (isRed, isGreen) = (IsZero(most - r), IsZero(most - g));
        var sector = ((1 - isRed) * (1 - isGreen)) + (1 - isRed);
        var three = r | (g << 8) | (b << 16);
        var (first, second) = ((three >> (0x080010 >> (8 * sector))) & 255, (three >> (0x001008 >> (8 * sector))) & 255);
        float range = most - least;
        var sixth = (float)((2.0 * sector) + ((most - first) / range) - ((most - second) / range));
        // Between 5/6 and 11/6, so that the remainder by 1 is at most a subtraction.
        var turn = (sixth / 6.0) + 1;
        turn -= (int)turn;
        return ((byte)(int)((float)turn * 255.0), (byte)(int)(range / most * 255.0), (byte)most);
    }

    /// <summary>Red, green and blue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (byte R, byte G, byte B) ToRgb(byte hue, byte saturation, byte value)
    {
        var ((sector, within), share) = (Hues[hue], Shares[saturation]);
        var low = Rounded(value * (1.0 - share));
        var falls = Rounded(value * (1.0 - (share * within)));
        var rises = Rounded(value * (1.0 - (share * (1.0 - within))));

        // In the six parts of the circle red, green and blue are these, without a branch that nobody can foresee.
        var four = value | (rises << 8) | (falls << 16) | (low << 24);
        return ((byte)(four >> Red[sector]), (byte)(four >> Green[sector]), (byte)(four >> Blue[sector]));
    }

    // Of bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Largest(int a, int b) => a - ((a - b) & ((a - b) >> 31));

    // 1 for 0, 0 for what is above it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IsZero(int value) => (value - 1) >>> 31;

    // From 0 to 255; halves go up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Rounded(double value)
    {
        var whole = (int)value;
        return (byte)(whole + (value - whole >= 0.5 ? 1 : 0));
    }
}
