using System.Buffers.Binary;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>The type of the elements of an array or attribute.</summary>
/// <param name="Kind">The family.</param>
/// <param name="Size">Bytes per element in the file.</param>
/// <param name="Signed">Whether whole numbers have a sign.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
internal sealed record Hdf5Type(Hdf5Kind Kind, int Size, bool Signed = true, bool BigEndian = false)
{
    public static readonly Hdf5Type Int64 = new(Hdf5Kind.Integer, 8);
    public static readonly Hdf5Type Float64 = new(Hdf5Kind.Real, 8);
    public static readonly Hdf5Type UInt8 = new(Hdf5Kind.Integer, 1, Signed: false);
    public static readonly Hdf5Type VariableText = new(Hdf5Kind.VariableText, 16);
    public static readonly Hdf5Type VariableBytes = new(Hdf5Kind.VariableBytes, 16);

    public bool IsVariable => Kind is Hdf5Kind.VariableText or Hdf5Kind.VariableBytes;

    public bool IsNumber => Kind is Hdf5Kind.Integer or Hdf5Kind.Real or Hdf5Kind.Bool;

    /// <summary>numpy's name, such as <c>&lt;f4</c>.</summary>
    public string NumpyName => $"{(Size == 1 ? '|' : BigEndian ? '>' : '<')}{(Kind switch { Hdf5Kind.Bool => 'b', Hdf5Kind.Real => 'f', _ when Signed => 'i', _ => 'u' })}{FormattableString.Invariant($"{Size}")}";

    /// <summary>The engine's type that holds every value; it has no unsigned ones beyond 8 bits, so these become the next larger.</summary>
    public ScalarType Element => (Kind, Size, Signed) switch
    {
        (Hdf5Kind.Bool, 1, _) => ScalarType.Bool,
        (Hdf5Kind.Real, 2, _) => ScalarType.Float16,
        (Hdf5Kind.Real, 4, _) => ScalarType.Float32,
        (Hdf5Kind.Real, _, _) => ScalarType.Float64,
        (_, 1, false) => ScalarType.Byte,
        (_, 1, _) => ScalarType.Int8,
        (_, 2, true) => ScalarType.Int16,
        (_, 2, false) or (_, 4, true) => ScalarType.Int32,
        _ => ScalarType.Int64,
    };

    /// <summary>Whether the file's bytes are the engine's.</summary>
    public bool IsPlain => !BigEndian && (Signed || Size is 1 or 8 || Kind != Hdf5Kind.Integer);

    /// <summary>The bytes of a number as an integer, with its sign where it has one; the bits of a real number.</summary>
    public long Bits(ReadOnlySpan<byte> bytes)
    {
        Span<byte> word = stackalloc byte[8];
        word.Clear();
        for (var i = 0; i < Size; i++)
        {
            word[i] = bytes[BigEndian ? Size - 1 - i : i];
        }

        var bits = BinaryPrimitives.ReadInt64LittleEndian(word);
        var unused = 64 - (8 * Size);
        return Kind == Hdf5Kind.Integer && Signed ? bits << unused >> unused : bits;
    }

    /// <summary>The bytes of a number as <c>bool</c>, <c>long</c>, <c>float</c> (of 4 bytes) or <c>double</c>.</summary>
    public object Number(ReadOnlySpan<byte> bytes)
    {
        var bits = Bits(bytes);
        return Kind switch
        {
            Hdf5Kind.Bool => bits != 0,
            Hdf5Kind.Real when Size == 2 => (double)BitConverter.Int16BitsToHalf((short)bits),
            Hdf5Kind.Real when Size == 4 => BitConverter.Int32BitsToSingle((int)bits),
            Hdf5Kind.Real => BitConverter.Int64BitsToDouble(bits),
            _ => bits,
        };
    }

    public static Hdf5Type? Of(ScalarType type) => type switch
    {
        ScalarType.Byte => UInt8,
        ScalarType.Int8 => new(Hdf5Kind.Integer, 1),
        ScalarType.Int16 => new(Hdf5Kind.Integer, 2),
        ScalarType.Int32 => new(Hdf5Kind.Integer, 4),
        ScalarType.Int64 => Int64,
        ScalarType.Float16 => new(Hdf5Kind.Real, 2),
        ScalarType.Float32 => new(Hdf5Kind.Real, 4),
        ScalarType.Float64 => Float64,
        ScalarType.Bool => new(Hdf5Kind.Bool, 1),
        _ => null,
    };

    /// <summary>Reads numpy's name of a numeric type; null for any other text.</summary>
    public static Hdf5Type? OfNumpy(string name) =>
        name.Length >= 3 && name[0] is '<' or '>' or '|' or '=' && int.TryParse(name.AsSpan(2), System.Globalization.NumberStyles.None, null, out var size)
            ? (name[1], size) switch
            {
                ('b' or '?', 1) => new(Hdf5Kind.Bool, 1),
                ('i' or 'u', 1 or 2 or 4 or 8) => new(Hdf5Kind.Integer, size, name[1] == 'i', name[0] == '>'),
                ('f', 2 or 4 or 8) => new(Hdf5Kind.Real, size, true, name[0] == '>'),
                _ => null,
            }
            : null;

    /// <summary>Reads a datatype message.</summary>
    public static Hdf5Type Parse(Hdf5Cursor cursor, int depth = 0)
    {
        var head = cursor.U8();
        int bits = cursor.U8(), more = cursor.U8();
        cursor.Skip(1);
        var size = cursor.U32();
        if (size is 0 or > int.MaxValue || depth > 4)
        {
            throw cursor.Input.Damaged("a type has an impossible size");
        }

        switch (head & 15)
        {
            case 0:
                return size is 1 or 2 or 4 or 8
                    ? new(Hdf5Kind.Integer, (int)size, (bits & 8) != 0, (bits & 1) != 0)
                    : new(Hdf5Kind.Other, (int)size);
            case 1:
                // Formats other than IEEE's are told apart by the place of the exponent.
                cursor.Skip(4);
                int place = cursor.U8(), width = cursor.U8();
                return (size, place, width) is (2, 10, 5) or (4, 23, 8) or (8, 52, 11) && (bits & 0x40) == 0
                    ? new(Hdf5Kind.Real, (int)size, true, (bits & 1) != 0)
                    : new(Hdf5Kind.Other, (int)size);
            case 3:
                return new(Hdf5Kind.Text, (int)size);
            case 8:
                return Parse(cursor, depth + 1) is { Kind: Hdf5Kind.Integer, Size: 1 } && (bits | (more << 8)) == 2
                    ? new(Hdf5Kind.Bool, 1)
                    : new(Hdf5Kind.Other, (int)size);
            case 9 when size == 16:
                return (bits & 15) == 1 ? VariableText
                    : Parse(cursor, depth + 1) is { Kind: Hdf5Kind.Integer, Size: 1, Signed: false } ? VariableBytes
                    : new(Hdf5Kind.Other, 16);
            default:
                return new(Hdf5Kind.Other, (int)size);
        }
    }

    /// <summary>Writes a datatype message.</summary>
    public void Write(Hdf5Buffer to)
    {
        switch (Kind)
        {
            case Hdf5Kind.Integer:
                to.Bytes(0x10, (byte)(Signed ? 8 : 0), 0, 0).U32(Size).U16(0).U16(8 * Size);
                break;
            case Hdf5Kind.Real:
                var (exponent, width, bias) = Size switch { 2 => (10, 5, 15), 4 => (23, 8, 127), _ => (52, 11, 1023) };
                to.Bytes(0x11, 0x20, (byte)((8 * Size) - 1), 0).U32(Size).U16(0).U16(8 * Size).Bytes((byte)exponent, (byte)width, 0, (byte)exponent).U32(bias);
                break;
            case Hdf5Kind.Bool:
                to.Bytes(0x18, 2, 0, 0).U32(1).Bytes(0x10, 8, 0, 0).U32(1).U16(0).U16(8).Text("FALSE").Text("TRUE").Bytes(0, 1);
                break;
            case Hdf5Kind.VariableText:
                to.Bytes(0x19, 1, 1, 0).U32(16).Bytes(0x13, 0x10, 0, 0).U32(1);
                break;
            case Hdf5Kind.VariableBytes:
                to.Bytes(0x19, 0, 0, 0).U32(16);
                UInt8.Write(to);
                break;
            default:
                throw new InvalidOperationException($"{Kind} is not written");
        }
    }
}
