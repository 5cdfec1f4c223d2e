using System.Drawing;
using System.Globalization;

namespace Thelper.Vision.Utils;

/// <summary>A colour as Pillow names it: a name of CSS, <c>#rgb</c> or <c>#rrggbb</c>.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
internal readonly record struct ImageColor(int Red, int Green, int Blue)
{
    /// <summary>A colour by name.</summary>
    /// <param name="text">The name.</param>
    /// <exception cref="UserErrorException">There is none of that name.</exception>
    public static ImageColor Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith('#') && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            switch (text.Length)
            {
                case 4:
                    return new((value >> 8) * 17, ((value >> 4) & 15) * 17, (value & 15) * 17);
                case 7:
                    return new(value >> 16, (value >> 8) & 255, value & 255);
            }
        }

        var known = Color.FromName(text.Replace("grey", "gray", StringComparison.OrdinalIgnoreCase));
        return known is { IsKnownColor: true, IsSystemColor: false, A: 255 } ? new(known.R, known.G, known.B) : throw new UserErrorException($"'{text}' is no colour: expected a name such as 'red', or '#rrggbb'");
    }

    /// <summary>A colour of torchvision's palette.</summary>
    /// <param name="index">Its number, from 0.</param>
    public static ImageColor OfPalette(int index) => new((int)(index * ((1L << 25) - 1) % 255), (int)(index * ((1L << 15) - 1) % 255), (int)(index * ((1L << 21) - 1) % 255));
}
