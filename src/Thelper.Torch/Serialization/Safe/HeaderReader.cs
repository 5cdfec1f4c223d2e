using System.Buffers.Binary;
using System.Text.Json;
using Thelper.Torch.Serialization.Pickling;

namespace Thelper.Torch.Serialization.Safe;

/// <summary>
/// Reads the header of a safetensors file: eight bytes with its length, then JSON that gives each tensor its type, shape and place.
/// Every rule of the format is checked: names once, places without overlap, gap or rest, sizes that multiply to the places.
/// </summary>
/// <param name="stream">A stream that can seek, from 0 on.</param>
/// <param name="file">Its name, for messages.</param>
internal sealed class HeaderReader(Stream stream, string file)
{
    private const int LongestHeader = 100_000_000;
    private const string MetadataKey = "__metadata__";

    private readonly List<SafetensorsEntry> entries = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private OrderedDictionary<string, string>? metadata;

    /// <summary>Where the tensors' bytes begin.</summary>
    public long DataStart { get; private set; }

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="CheckpointException">The file is not of this format, or breaks a rule of it.</exception>
    public SafetensorsHeader Read()
    {
        var json = ReadBytes();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            ReadRoot(ref reader);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what texts of broken Unicode give.
            throw Damaged($"its header is not valid JSON (byte {reader.BytesConsumed})", exception);
        }

        CheckPlaces(stream.Length - DataStart);
        return new(entries, metadata ?? []);
    }

    private byte[] ReadBytes()
    {
        Span<byte> prefix = stackalloc byte[8];
        stream.Position = 0;
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
        {
            throw new CheckpointException(file, "is not a safetensors file: it is shorter than the length of a header");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader || (long)length > stream.Length - prefix.Length)
        {
            throw new CheckpointException(
                file, $"is not a safetensors file, or was cut short: it announces a header of {length} bytes and has {stream.Length} in all; at most {LongestHeader} are read");
        }

        var json = new byte[(int)length];
        stream.ReadExactly(json);
        DataStart = prefix.Length + json.Length;
        return json.Length > 0 && json[0] == (byte)'{' ? json : throw new CheckpointException(file, "is not a safetensors file: its header does not begin with '{'");
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "its header");
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
            {
                throw Damaged($"its header names '{PickleText.Printable(name)}' twice");
            }

            if (name == MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                ReadEntry(ref reader, name);
            }
        }

        // Only white space may follow; anything else makes this throw.
        _ = reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        metadata = [];
        Expect(ref reader, JsonTokenType.StartObject, MetadataKey);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String, $"{MetadataKey}.{key}");
            if (!metadata.TryAdd(key, reader.GetString()!))
            {
                throw Damaged($"its {MetadataKey} names '{PickleText.Printable(key)}' twice");
            }
        }
    }

    private void ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, name);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            var again = field switch { "dtype" => type is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (again)
            {
                throw Damaged(name, $"has '{field}' twice");
            }

            switch (field)
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String, name);
                    type = reader.GetString()!;
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, name, 64);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, name, 2);
                    break;
                default:
                    _ = Next(ref reader);
                    reader.Skip();
                    break;
            }
        }

        if (type is null || shape is null || offsets is not { Count: 2 })
        {
            throw Damaged(name, "lacks its 'dtype', 'shape' or 'data_offsets'");
        }

        entries.Add(Checked(name, type, shape, offsets[0], offsets[1]));
    }

    private SafetensorsEntry Checked(string name, string typeName, List<long> shape, long begin, long end)
    {
        var type = SafetensorsTypes.Find(typeName) ?? throw Damaged(name, SafetensorsTypes.Problem(typeName), damaged: false);
        if (TensorRef.Overflows([.. shape]))
        {
            throw Damaged(name, "is of an impossible size");
        }

        var bytes = shape.Aggregate((Int128)type.ElementSize(), (product, size) => product * size);
        return begin <= end && end - begin == bytes
            ? new(name, type, shape, begin, end)
            : throw Damaged(name, $"of shape [{string.Join(", ", shape)}] takes {bytes} bytes, but its place is from {begin} to {end}");
    }

    private void CheckPlaces(long available)
    {
        var at = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != at)
            {
                throw Damaged(entry.Name, entry.Begin < at ? "overlaps the one before it" : $"leaves a gap of {entry.Begin - at} bytes before it");
            }

            at = entry.End;
        }

        if (at != available)
        {
            throw Damaged($"its tensors take {at} bytes, but {available} follow the header");
        }
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name, int most)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray, name);
        while (Next(ref reader) == JsonTokenType.Number)
        {
            if (numbers.Count == most || !reader.TryGetInt64(out var number) || number < 0)
            {
                throw Damaged(name, $"has a number that cannot be, or more than {most}");
            }

            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray ? numbers : throw Damaged(name, "has something else than numbers in its shape or place");
    }

    private JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw Damaged("its header ends too early");

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string where)
    {
        if (Next(ref reader) != type)
        {
            throw Damaged($"'{PickleText.Printable(where)}' is {reader.TokenType} where {type} belongs");
        }
    }

    private CheckpointException Damaged(string problem, Exception? inner = null) => new(file, $"is damaged: {problem}", inner);

    private CheckpointException Damaged(string name, string problem, bool damaged = true) =>
        new(file, $"{(damaged ? "is damaged: " : string.Empty)}the tensor '{PickleText.Printable(name)}' {problem}");
}
