using System.Buffers.Binary;
using System.Text;

namespace Thelper.Viz.TensorBoard;

/// <summary>Reads an event file that may still grow: each look brings what has come since the last one.</summary>
/// <remarks>A record that is not complete yet waits for the next look. Behind one that is damaged nothing can be found any more. A file that was replaced is read from its beginning.</remarks>
/// <param name="path">The file.</param>
public sealed class EventReader(string path)
{
    private const int HeadLength = 12;
    private const int TailLength = 4;

    // Pictures are some hundred KB; a length beyond this is damage.
    private const ulong MostBytes = 1 << 28;
    private long position;
    private byte[] head = [];

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Whether a record was damaged, so that nothing more is read.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Reads on.</summary>
    /// <param name="isNew">Whether the file is another one than at the last look: what was read before no longer holds.</param>
    /// <returns>The values that are new.</returns>
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    public IReadOnlyList<EventValue> ReadOn(out bool isNew)
    {
        var values = new List<EventValue>();
        using var file = InputFile.OpenRead(Path);
        isNew = HasChanged(file);
        if (isNew)
        {
            (position, IsDamaged) = (0, false);
        }

        file.Position = position;
        var frame = new byte[HeadLength];
        var end = file.Length;
        while (!IsDamaged && file.ReadAtLeast(frame, HeadLength, throwOnEndOfStream: false) == HeadLength)
        {
            var length = BinaryPrimitives.ReadUInt64LittleEndian(frame);
            if (length > MostBytes)
            {
                IsDamaged = true;
                break;
            }

            if (end - file.Position < (long)length + TailLength)
            {
                break;
            }

            var record = new byte[(int)length];
            file.ReadExactly(record);
            file.ReadExactly(frame, 0, TailLength);
            try
            {
                ReadEvent(record, values);
            }
            catch (InvalidDataException)
            {
                IsDamaged = true;
                break;
            }

            position = file.Position;
        }

        return values;
    }

    // The first event has the time of writing: another file has another one.
    private bool HasChanged(Stream file)
    {
        var now = new byte[64];
        now = now[..file.ReadAtLeast(now, now.Length, throwOnEndOfStream: false)];
        var changed = file.Length < position || !now.AsSpan().StartsWith(head);
        head = now;
        return changed;
    }

    private static void ReadEvent(ReadOnlySpan<byte> record, List<EventValue> values)
    {
        var (time, step) = (0.0, 0L);
        var summary = ReadOnlySpan<byte>.Empty;
        for (var fields = new ProtobufFields(record); fields.MoveNext();)
        {
            switch (fields.Number)
            {
                case 1:
                    time = BitConverter.Int64BitsToDouble(fields.Fixed);
                    break;
                case 2:
                    step = fields.Fixed;
                    break;
                case 5:
                    summary = fields.Bytes;
                    break;
            }
        }

        for (var fields = new ProtobufFields(summary); fields.MoveNext();)
        {
            if (fields.Number == 1)
            {
                values.Add(ReadValue(fields.Bytes, step, time));
            }
        }
    }

    private static EventValue ReadValue(ReadOnlySpan<byte> content, long step, double time)
    {
        var (tag, number) = ("", (double?)null);
        for (var fields = new ProtobufFields(content); fields.MoveNext();)
        {
            switch (fields.Number)
            {
                case 1:
                    tag = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case 2:
                    number = BitConverter.Int32BitsToSingle((int)fields.Fixed);
                    break;
            }
        }

        return new(tag, step, time, number);
    }
}
