using System.Buffers.Binary;

namespace Thelper.Viz.TensorBoard;

/// <summary>The fields of a message of Protocol Buffers, one after another, without a copy: event files have a message for each number.</summary>
/// <param name="message">The message.</param>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private const int MostVarintBytes = 10;
    private ReadOnlySpan<byte> rest = message;

    /// <summary>The field's number.</summary>
    public int Number { get; private set; }

    /// <summary>Its bits, where it is a number.</summary>
    public long Fixed { get; private set; }

    /// <summary>Its content, where it is a text, bytes or another message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public bool MoveNext()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        (Number, Fixed) = ((int)(tag >> 3), 0);
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Fixed = (long)Varint();
                break;
            case 1:
                Fixed = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
                break;
            case 2:
                Bytes = Take(Varint());
                break;
            case 5:
                Fixed = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
                break;
            default:
                throw new InvalidDataException("a field of an unknown kind");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)rest.Length)
        {
            throw new InvalidDataException("a field ends behind its message");
        }

        var taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var i = 0; i < MostVarintBytes && i < rest.Length; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("a number without end");
    }
}
