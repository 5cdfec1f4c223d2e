using System.Globalization;

namespace Thelper.Draw;

/// <summary>Colours for classes that have none of their own. Colours are red, green, blue from 0 to 255.</summary>
public static class Palette
{
    /// <summary>The colour of a label in PASCAL VOC's palette, whose 256 colours are far from their neighbours.</summary>
    /// <param name="label">The label; black for 0. Only its lowest 24 bits count.</param>
    /// <returns>Red, green, blue.</returns>
    public static byte[] Of(long label)
    {
        // The bits of the label are dealt to the three channels in turn, highest bits of the colours first.
        var color = new byte[3];
        for (var bit = 7; bit >= 0; bit--, label >>= 3)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                color[channel] |= (byte)(((label >> channel) & 1) << bit);
            }
        }

        return color;
    }

    /// <summary>The colour of a label as web pages write it.</summary>
    /// <param name="label">The label.</param>
    /// <returns><c>#RRGGBB</c>, upper case.</returns>
    public static string Html(long label) => Html(Of(label));

    /// <summary>A colour as web pages write it.</summary>
    /// <param name="color">Red, green, blue.</param>
    /// <returns><c>#RRGGBB</c>, upper case.</returns>
    public static string Html(IReadOnlyList<byte> color) => string.Create(CultureInfo.InvariantCulture, $"#{color[0]:X2}{color[1]:X2}{color[2]:X2}");

    /// <summary>One of a number of colours that lie evenly around the colour wheel, all of the same strength.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>Red, green, blue.</returns>
    public static byte[] Hue(long index, int count)
    {
        var (blue, green, red) = FromHsl(360.0 * (index % Math.Max(1, count)) / Math.Max(1, count), 1, 0.5);
        return [red, green, blue];
    }

    /// <summary>Converts a colour from hue, saturation and lightness.</summary>
    /// <param name="hue">Degrees on the colour wheel, 0 to 360; 0 is red.</param>
    /// <param name="saturation">From 0 (grey) to 1.</param>
    /// <param name="lightness">From 0 (black) to 1 (white).</param>
    /// <returns>Blue, green, red, each rounded to the nearest whole number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static (byte Blue, byte Green, byte Red) FromHsl(double hue, double saturation, double lightness)
    {
        Require(hue is >= 0 and <= 360, nameof(hue));
        Require(saturation is >= 0 and <= 1, nameof(saturation));
        Require(lightness is >= 0 and <= 1, nameof(lightness));
        var chroma = saturation * Math.Min(lightness, 1 - lightness);
        return (Channel(4), Channel(8), Channel(0));

        byte Channel(int shift)
        {
            var k = (shift + (hue / 30)) % 12;
            return (byte)Math.Round(255 * (lightness - (chroma * Math.Clamp(Math.Min(k - 3, 9 - k), -1, 1))));
        }
    }

    private static void Require(bool holds, string name)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name);
        }
    }
}
