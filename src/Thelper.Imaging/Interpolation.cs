namespace Thelper.Imaging;

/// <summary>How pixels between pixels are computed. The numbers are OpenCV's <c>INTER_*</c>.</summary>
public enum Interpolation
{
    /// <summary>The nearest pixel: the only one that keeps label maps intact.</summary>
    Nearest = 0,

    /// <summary>Bilinear.</summary>
    Linear = 1,

    /// <summary>Bicubic over 4×4 pixels.</summary>
    Cubic = 2,

    /// <summary>Mean over the covered area: the one for shrinking.</summary>
    Area = 3,

    /// <summary>Lanczos over 8×8 pixels.</summary>
    Lanczos4 = 4,

    /// <summary>Bilinear, bit-exact on every machine.</summary>
    LinearExact = 5,

    /// <summary>Nearest with the pixel centres that other libraries use.</summary>
    NearestExact = 6,
}
