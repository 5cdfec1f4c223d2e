using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>Tensors as ONNX Runtime's values, and back.</summary>
internal static class Values
{
    /// <summary>A value over a tensor's own memory. The tensor must live as long.</summary>
    /// <param name="tensor">A contiguous tensor in processor memory.</param>
    /// <exception cref="InvalidOperationException">It is elsewhere, or not contiguous.</exception>
    public static OrtValue Of(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new InvalidOperationException($"a value is made of a contiguous tensor in processor memory; this one is {tensor}");
        }

        // The memory is native: it stays where it is, and may be more than a span counts.
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, (TensorElementType)ElementTypes.Of(tensor.dtype), tensor.shape, tensor.DataPointer, tensor.numel() * tensor.element_size());
    }

    /// <summary>A copy of a value as a tensor.</summary>
    /// <exception cref="UserErrorException">Tensors cannot have such numbers, or it is larger than 2 GiB.</exception>
    public static torch.Tensor Copy(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var type = TypeOf(info.ElementDataType);
        if (info.ElementCount * type.ElementSize() > int.MaxValue)
        {
            throw new UserErrorException($"the model's answer of the shape [{string.Join(", ", info.Shape)}] is larger than 2 GiB; fewer or smaller pictures at once have a smaller one");
        }

        var tensor = torch.empty(info.Shape, dtype: type);
        value.GetTensorDataAsSpan<byte>().CopyTo(tensor.bytes);
        return tensor;
    }

    /// <summary>The element type of tensors that stands for ONNX Runtime's.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static torch.ScalarType TypeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => torch.ScalarType.Float32,
        TensorElementType.UInt8 => torch.ScalarType.Byte,
        TensorElementType.Int8 => torch.ScalarType.Int8,
        TensorElementType.Int16 => torch.ScalarType.Int16,
        TensorElementType.Int32 => torch.ScalarType.Int32,
        TensorElementType.Int64 => torch.ScalarType.Int64,
        TensorElementType.Bool => torch.ScalarType.Bool,
        TensorElementType.Float16 => torch.ScalarType.Float16,
        TensorElementType.Double => torch.ScalarType.Float64,
        TensorElementType.BFloat16 => torch.ScalarType.BFloat16,
        _ => throw new UserErrorException($"the model has numbers of type {type}, which tensors here cannot have"),
    };
}
