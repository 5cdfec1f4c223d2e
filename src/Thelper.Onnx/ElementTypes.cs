using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>ONNX's numbers of element types (TensorProto.DataType).</summary>
internal static class ElementTypes
{
    /// <summary>The number of an element type.</summary>
    /// <exception cref="NotSupportedException">ONNX has none.</exception>
    public static int Of(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float32 => 1,
        torch.ScalarType.Byte => 2,
        torch.ScalarType.Int8 => 3,
        torch.ScalarType.Int16 => 5,
        torch.ScalarType.Int32 => 6,
        torch.ScalarType.Int64 => 7,
        torch.ScalarType.Bool => 9,
        torch.ScalarType.Float16 => 10,
        torch.ScalarType.Float64 => 11,
        torch.ScalarType.BFloat16 => 16,
        _ => throw new NotSupportedException($"ONNX has no element type {type}"),
    };

    /// <summary>Whether numbers of the type have a fraction.</summary>
    public static bool IsReal(torch.ScalarType type) => type is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 or torch.ScalarType.Float32 or torch.ScalarType.Float64;
}
