using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Native;

/// <summary>One argument or result of an operator, laid out as <c>shim::Value</c> in native/torch/shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    public Tag Kind;
    private long bits;
    private long count;

    public readonly long Int => bits;

    public readonly double Double => BitConverter.Int64BitsToDouble(bits);

    public readonly bool Bool => bits != 0;

    private readonly nint Pointer => (nint)bits;

    public static Value Of(Tensor tensor) => new() { Kind = Tag.Tensor, bits = tensor.Handle };

    public static Value OfOptional(Tensor? tensor) => tensor is null ? default : Of(tensor);

    public static Value Of(long value) => new() { Kind = Tag.Int, bits = value };

    public static Value Of(double value) => new() { Kind = Tag.Double, bits = BitConverter.DoubleToInt64Bits(value) };

    public static Value Of(bool value) => new() { Kind = Tag.Bool, bits = value ? 1 : 0 };

    public static Value Of(Device device) => new() { Kind = Tag.Device, bits = device.Present().Packed };

    public static Value Of(Generator generator) => new() { Kind = Tag.Generator, bits = generator.Handle };

    public static Value Of(Scalar scalar) => scalar.Kind switch
    {
        ScalarKind.Int => Of(scalar.Int),
        ScalarKind.Bool => Of(scalar.Int != 0),
        ScalarKind.Complex => new() { Kind = Tag.Complex, bits = BitConverter.DoubleToInt64Bits(scalar.Double), count = BitConverter.DoubleToInt64Bits(scalar.Imaginary) },
        _ => Of(scalar.Double),
    };

    public static Value OfOptional(long? value, Tag missing = Tag.None) => value is { } v ? Of(v) : new() { Kind = missing };

    public static Value OfOptional(double? value, Tag missing = Tag.None) => value is { } v ? Of(v) : new() { Kind = missing };

    public static Value OfOptional(bool? value, Tag missing = Tag.None) => value is { } v ? Of(v) : new() { Kind = missing };

    public static Value OfOptional(Scalar? value, Tag missing = Tag.None) => value is { } v ? Of(v) : new() { Kind = missing };

    public static Value OfOptional(Device? value, Tag missing = Tag.None) => value is { } v ? Of(v) : new() { Kind = missing };

    public static Value OfOptional(Generator? value, Tag missing = Tag.None) => value is { } v ? Of(v) : new() { Kind = missing };

    public static unsafe Value List(Tag kind, void* items, int? count, Tag missing = Tag.None) =>
        count is { } n ? new() { Kind = kind, bits = (nint)items, count = n } : new() { Kind = missing };

    public static nint[] Handles(IReadOnlyList<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var handles = new nint[tensors.Count];
        for (var k = 0; k < handles.Length; k++)
        {
            handles[k] = tensors[k].Handle;
        }

        return handles;
    }

    public static nint[] OptionalHandles(IReadOnlyList<Tensor?> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var handles = new nint[tensors.Count];
        for (var k = 0; k < handles.Length; k++)
        {
            handles[k] = tensors[k] is { } tensor ? tensor.Handle : 0;
        }

        return handles;
    }

    public static Value[] Scalars(IReadOnlyList<Scalar> scalars)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        var values = new Value[scalars.Count];
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = Of(scalars[k]);
        }

        return values;
    }

    public static byte[]? Utf8(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    /// <summary>Takes over the handle that a call returned; an undefined tensor is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Tensor ToTensor() => Kind == Tag.Tensor ? Tensor.Own(Pointer) : null!;

    public readonly unsafe Tensor[] ToTensors()
    {
        var tensors = new Tensor[count];
        for (var k = 0; k < tensors.Length; k++)
        {
            var handle = ((nint*)Pointer)[k];
            tensors[k] = handle == 0 ? null! : Tensor.Own(handle);
        }

        LibTorch.thelper_torch_free(Pointer);
        return tensors;
    }

    public readonly unsafe long[] ToInts()
    {
        var values = new ReadOnlySpan<long>((long*)Pointer, checked((int)count)).ToArray();
        LibTorch.thelper_torch_free(Pointer);
        return values;
    }

    public readonly Scalar ToScalar() => Kind switch
    {
        Tag.Int => Int,
        Tag.Bool => Bool,
        Tag.Complex => new System.Numerics.Complex(Double, BitConverter.Int64BitsToDouble(count)),
        _ => Double,
    };
}
