using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>A numpy element type, such as <c>f8</c>; its byte order arrives separately, as its state.</summary>
/// <param name="code">numpy's kind letter and size.</param>
internal sealed class NumpyType(string code)
{
    /// <summary>numpy's kind letter and size.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the bytes of each element are in the order of other machines.</summary>
    public bool BigEndian { get; set; }

    /// <summary>The names of its fields, if it is a structured type; empty for an array as an element; null otherwise.</summary>
    public IReadOnlyList<string>? Fields { get; set; }

    /// <summary>True for texts and byte strings of fixed length.</summary>
    public bool IsText => Size > 0 && Code[0] is 'U' or 'S';

    /// <summary>Its name in messages.</summary>
    public string Description => Fields switch
    {
        null => $"type '{PickleText.Printable(Code)}'",
        [] => $"type '{PickleText.Printable(Code)}' with arrays as elements",
        _ => $"structured type '{PickleText.Printable(Code)}' (fields {PickleText.Printable(string.Join(", ", Fields.Select(name => $"'{name}'")))})",
    };

    /// <summary>Bytes per element, 0 if the code is not understood (a <c>U</c> counts characters of four bytes).</summary>
    public int Size { get; } =
        code.Length > 1 && int.TryParse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size < 1 << 24
            ? size * (code[0] == 'U' ? 4 : 1)
            : 0;

    /// <summary>The tensor type that holds the values of this one, or null. Unsigned types become the next wider signed one, if there is one.</summary>
    public ScalarType? TensorType => Fields is not null ? null : Code switch
    {
        "b1" => ScalarType.Bool,
        "i1" => ScalarType.Int8,
        "i2" => ScalarType.Int16,
        "i4" => ScalarType.Int32,
        "i8" => ScalarType.Int64,
        "u1" => ScalarType.Byte,
        "u2" => ScalarType.Int32,
        "u4" => ScalarType.Int64,
        "u8" => ScalarType.Int64,
        "f2" => ScalarType.Float16,
        "f4" => ScalarType.Float32,
        "f8" => ScalarType.Float64,
        "c8" => ScalarType.ComplexFloat32,
        "c16" => ScalarType.ComplexFloat64,
        _ => null,
    };

    /// <summary>Reads one element as a plain value.</summary>
    /// <returns>False if the type is not one of those read.</returns>
    public bool TryReadScalar(ReadOnlySpan<byte> data, out object? value)
    {
        value = null;
        if (Fields is not null || Size == 0 || data.Length != Size)
        {
            return false;
        }

        var bytes = data.ToArray();
        if (BigEndian)
        {
            SwapBytes(bytes);
        }

        value = Code switch
        {
            "b1" => bytes[0] != 0,
            "i1" => (long)(sbyte)bytes[0],
            "i2" => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            "i4" => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            "i8" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            "u1" => (long)bytes[0],
            "u2" => (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            "u4" => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            "u8" => Integer(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
            "f2" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            "f4" => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            "f8" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            "c8" => new Complex(BinaryPrimitives.ReadSingleLittleEndian(bytes), BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4))),
            "c16" => new Complex(BinaryPrimitives.ReadDoubleLittleEndian(bytes), BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(8))),
            _ when IsText => Text(bytes),
            _ => null,
        };
        return value is not null;
    }

    /// <summary>Reads one text in our byte order.</summary>
    public object Text(ReadOnlySpan<byte> data) => Code[0] == 'U' ? Encoding.UTF32.GetString(data).TrimEnd('\0') : data.TrimEnd((byte)0).ToArray();

    /// <summary>Turns elements of the other byte order into ours, in place.</summary>
    public void SwapBytes(Span<byte> data)
    {
        // A complex number is two, a text is many: only the parts are reversed.
        var width = Code[0] switch
        {
            'c' => Size / 2,
            'U' => 4,
            'S' => 1,
            _ => Size,
        };
        for (var i = 0; i + width <= data.Length; i += width)
        {
            data.Slice(i, width).Reverse();
        }
    }

    private static object Integer(ulong value) => value <= long.MaxValue ? (object)(long)value : new BigInteger(value);
}
