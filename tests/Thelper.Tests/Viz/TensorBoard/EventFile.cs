using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace Thelper.Tests.Viz.TensorBoard;

/// <summary>Reads event files by the definition of their format, with its own checksum; shares no code with the writer.</summary>
internal static class EventFile
{
    public sealed record Value(double Time, long Step, string Tag, Dictionary<int, byte[]> Fields);

    /// <summary>A node of a graph: name, kind, inputs, and the raw attributes by name.</summary>
    public sealed record Node(string Name, string Kind, string[] Inputs, Dictionary<string, byte[]> Attributes);

    public static (string Version, List<Value> Values) Read(string path)
    {
        var (version, values, _) = ReadAll(path);
        return (version, values);
    }

    public static (string Version, List<Value> Values, List<List<Node>> Graphs) ReadAll(string path)
    {
        List<List<Node>> graphs = [];
        var bytes = File.ReadAllBytes(path);
        var version = "";
        List<Value> values = [];
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)).ShouldBe(Masked(bytes.AsSpan(at, 8)));
            var record = bytes.AsSpan(at + 12, length).ToArray();
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)).ShouldBe(Masked(record));
            at += 16 + length;
            var fields = Fields(record);
            if (fields.TryGetValue(3, out var text))
            {
                version = Encoding.UTF8.GetString(text);
                continue;
            }

            if (fields.TryGetValue(4, out var graph))
            {
                graphs.Add(Graph(graph));
                continue;
            }

            var value = Fields(Fields(fields[5])[1]);
            values.Add(new Value(Double(fields[1]), fields.TryGetValue(2, out var step) ? BinaryPrimitives.ReadInt64LittleEndian(step) : 0, Encoding.UTF8.GetString(value[1]), value));
        }

        return (version, values, graphs);
    }

    private static List<Node> Graph(byte[] graph)
    {
        var fields = Repeated(graph);
        Fields(fields.Single(field => field.Number == 4).Bytes)[1].ShouldNotBeEmpty();
        return [.. fields.Where(field => field.Number == 1).Select(field =>
        {
            var parts = Repeated(field.Bytes);
            string[] Texts(int number) => [.. parts.Where(part => part.Number == number).Select(part => Encoding.UTF8.GetString(part.Bytes))];
            var attributes = parts.Where(part => part.Number == 5).Select(part => Fields(part.Bytes)).ToDictionary(entry => Encoding.UTF8.GetString(entry[1]), entry => entry[2]);
            return new Node(Texts(1).Single(), Texts(2).Single(), Texts(3), attributes);
        })];
    }

    /// <summary>The length-delimited fields of a message, repeated ones too, in order.</summary>
    public static List<(int Number, byte[] Bytes)> Repeated(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag && tag != 0)
        {
            WireFormat.GetTagWireType(tag).ShouldBe(WireFormat.WireType.LengthDelimited);
            fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
        }

        return fields;
    }

    /// <summary>The fields of a message; numbers as eight bytes (four for 32-bit ones).</summary>
    public static Dictionary<int, byte[]> Fields(byte[] message)
    {
        var fields = new Dictionary<int, byte[]>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag && tag != 0)
        {
            fields[WireFormat.GetTagFieldNumber(tag)] = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => BitConverter.GetBytes(input.ReadInt64()),
                WireFormat.WireType.Fixed64 => BitConverter.GetBytes(input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => BitConverter.GetBytes(input.ReadFixed32()),
                _ => input.ReadBytes().ToByteArray(),
            };
        }

        return fields;
    }

    public static double Double(byte[] bytes) => BitConverter.ToDouble(bytes);

    public static double[] Doubles(byte[] bytes) => [.. bytes.Chunk(8).Select(Double)];

    // CRC32C bit by bit (reflected polynomial 0x82F63B78), masked as the record format says.
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }
}
