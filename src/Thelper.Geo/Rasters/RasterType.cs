namespace Thelper.Geo.Rasters;

/// <summary>What a band holds, by GDAL's numbers.</summary>
#pragma warning disable CA1720 // The names of types are what this is about.
public enum RasterType
{
    /// <summary>Nothing that is known.</summary>
    Unknown = 0,

    /// <summary>0 to 255.</summary>
    Byte = 1,

    /// <summary>0 to 65,535; in tensors a 32-bit integer, the next larger type that there is.</summary>
    UInt16 = 2,

    /// <summary>16 bits with sign.</summary>
    Int16 = 3,

    /// <summary>32 bits without sign; in tensors a 64-bit integer.</summary>
    UInt32 = 4,

    /// <summary>32 bits with sign.</summary>
    Int32 = 5,

    /// <summary>32-bit real numbers.</summary>
    Float32 = 6,

    /// <summary>64-bit real numbers.</summary>
    Float64 = 7,

    /// <summary>Pairs of 16-bit integers, as radars give; not read into tensors.</summary>
    ComplexInt16 = 8,

    /// <summary>Pairs of 32-bit integers; not read into tensors.</summary>
    ComplexInt32 = 9,

    /// <summary>Pairs of 32-bit real numbers; not read into tensors.</summary>
    ComplexFloat32 = 10,

    /// <summary>Pairs of 64-bit real numbers; not read into tensors.</summary>
    ComplexFloat64 = 11,

    /// <summary>64 bits without sign; in tensors with sign, larger values become the largest.</summary>
    UInt64 = 12,

    /// <summary>64 bits with sign.</summary>
    Int64 = 13,

    /// <summary>−128 to 127.</summary>
    Int8 = 14,
}
