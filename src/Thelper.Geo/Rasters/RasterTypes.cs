using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Rasters;

/// <summary>Types of bands as types of tensors.</summary>
public static class RasterTypes
{
    /// <summary>The type of a tensor that holds every value of a band: unsigned types beyond 8 bits the next larger signed one.</summary>
    /// <param name="type">The band's type.</param>
    /// <exception cref="GeoException">Complex numbers.</exception>
    public static ScalarType ToScalarType(this RasterType type) => type switch
    {
        RasterType.Byte => ScalarType.Byte,
        RasterType.Int8 => ScalarType.Int8,
        RasterType.Int16 => ScalarType.Int16,
        RasterType.UInt16 or RasterType.Int32 => ScalarType.Int32,
        RasterType.UInt32 or RasterType.Int64 or RasterType.UInt64 => ScalarType.Int64,
        RasterType.Float32 => ScalarType.Float32,
        RasterType.Float64 => ScalarType.Float64,
        _ => throw new GeoException($"bands of the type {type} are not read; write their amplitude to a band of real numbers first (gdal_calc.py, or a VRT with the pixel function 'mod')"),
    };

    /// <summary>The type of a band that holds every value of a tensor.</summary>
    /// <param name="type">The tensor's type.</param>
    /// <exception cref="GeoException">Rasters have no such type.</exception>
    public static RasterType ToRasterType(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Bool => RasterType.Byte,
        ScalarType.Int8 => RasterType.Int16,
        ScalarType.Int16 => RasterType.Int16,
        ScalarType.Int32 => RasterType.Int32,
        ScalarType.Int64 => RasterType.Int64,
        ScalarType.Float32 => RasterType.Float32,
        ScalarType.Float64 => RasterType.Float64,
        _ => throw new GeoException($"a raster cannot hold a tensor of the type {type}"),
    };

    /// <summary>Whether values have fractions.</summary>
    /// <param name="type">The band's type.</param>
    public static bool IsReal(this RasterType type) => type is RasterType.Float32 or RasterType.Float64;

    /// <summary>Bytes of a value.</summary>
    /// <param name="type">The band's type.</param>
    public static int Bytes(this RasterType type) => type switch
    {
        RasterType.Byte or RasterType.Int8 => 1,
        RasterType.Int16 or RasterType.UInt16 => 2,
        RasterType.Int32 or RasterType.UInt32 or RasterType.Float32 or RasterType.ComplexInt16 => 4,
        RasterType.ComplexFloat64 => 16,
        _ => 8,
    };
}
