namespace Thelper.Imaging;

/// <summary>What a decoder makes of a file's channels and depth. The numbers are OpenCV's.</summary>
public enum DecodeMode
{
    /// <summary>As stored, with alpha and 16-bit depth; EXIF rotation is not applied.</summary>
    Unchanged = -1,

    /// <summary>8-bit grey, H×W.</summary>
    Gray = 0,

    /// <summary>8-bit blue, green, red, H×W×3.</summary>
    Color = 1,

    /// <summary>As <see cref="Color"/>, but EXIF rotation is not applied.</summary>
    ColorUnrotated = 1 | 128,
}
