namespace Thelper.Imaging;

/// <summary>Which way an image is mirrored. The numbers are OpenCV's.</summary>
public enum FlipAxis
{
    /// <summary>Upside down and left to right: a half turn.</summary>
    Both = -1,

    /// <summary>Upside down.</summary>
    Vertical = 0,

    /// <summary>Left to right.</summary>
    Horizontal = 1,
}
