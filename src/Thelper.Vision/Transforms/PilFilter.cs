namespace Thelper.Vision.Transforms;

/// <summary>PIL's interpolations, with PIL's numbers.</summary>
internal enum PilFilter
{
    /// <summary>The nearest pixel.</summary>
    Nearest = 0,

    /// <summary>Lanczos with three lobes.</summary>
    Lanczos = 1,

    /// <summary>A triangle.</summary>
    Bilinear = 2,

    /// <summary>Keys' cubic with a = -0.5.</summary>
    Bicubic = 3,

    /// <summary>The mean of the covered pixels.</summary>
    Box = 4,

    /// <summary>A windowed sinc as wide as the triangle.</summary>
    Hamming = 5,
}
