namespace Thelper.Geo.Rasters;

/// <summary>How a pixel's value is made of those near its place in another grid, by GDAL's numbers.</summary>
public enum Resampling
{
    /// <summary>The nearest one: for classes.</summary>
    Nearest = 0,

    /// <summary>The four around it, linearly.</summary>
    Bilinear = 1,

    /// <summary>Sixteen, by a cubic.</summary>
    Cubic = 2,

    /// <summary>Sixteen, by a B-spline.</summary>
    CubicSpline = 3,

    /// <summary>Thirty-six, by Lanczos' window.</summary>
    Lanczos = 4,

    /// <summary>The mean of those that it covers.</summary>
    Average = 5,

    /// <summary>The commonest of those that it covers: for classes.</summary>
    Mode = 6,
}
