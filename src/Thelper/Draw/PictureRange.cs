namespace Thelper.Draw;

/// <summary>Which values of an image are black and white in its picture.</summary>
public enum PictureRange
{
    /// <summary>Bytes as they are; other numbers from the smallest to the largest of the image.</summary>
    Auto = 0,

    /// <summary>0 and 1.</summary>
    Unit,

    /// <summary>0 and 255.</summary>
    Byte,

    /// <summary>Of each channel the value that 2 % of its pixels are below, and that which 98 % are.</summary>
    Robust,
}
