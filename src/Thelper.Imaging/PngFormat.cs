namespace Thelper.Imaging;

/// <summary>What a pixel of a PNG file is.</summary>
public enum PngFormat
{
    /// <summary>A grey value of 8 bits.</summary>
    Gray,

    /// <summary>A grey value of 16 bits.</summary>
    Gray16,

    /// <summary>Red, green, blue, 8 bits each.</summary>
    Rgb,

    /// <summary>The number of a colour in the file's palette, 8 bits.</summary>
    Palette,
}
