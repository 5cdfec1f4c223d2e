using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Safe;

/// <summary>Plans a safetensors file: where each tensor's bytes go, and the header that says so.</summary>
internal sealed class HeaderWriter
{
    private readonly List<(string Name, Tensor Tensor, long Bytes)> entries = [];

    /// <summary>Checks what is to be saved.</summary>
    /// <exception cref="ArgumentException">A name occurs twice or cannot be one, or a tensor has no counterpart in the format.</exception>
    public HeaderWriter(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (var (name, tensor) in tensors)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"['{name}']: this name occurs twice, or is the one that the format keeps for itself");
            }

            CheckText(name, name);
            var type = tensor.dtype;
            if (tensor.layout != Layout.Strided || tensor.device.type == DeviceType.META || SafetensorsTypes.Name(type) is null)
            {
                throw new ArgumentException(
                    $"['{name}']: a tensor of layout {tensor.layout} and type {type} on device {tensor.device} has no counterpart in safetensors; convert it, or use Checkpoints.Save");
            }

            entries.Add((name, tensor, tensor.numel() * type.ElementSize()));
        }

        // Larger elements first: then each tensor begins at a multiple of its element size, which is what readers that map files want.
        InOrder = [.. entries.OrderByDescending(entry => entry.Tensor.dtype.ElementSize()).Select(entry => entry.Tensor)];
    }

    /// <summary>The tensors in the order in which their bytes go.</summary>
    public IReadOnlyList<Tensor> InOrder { get; }

    /// <summary>The header, with its length in front of it.</summary>
    public byte[] Header(IReadOnlyDictionary<string, string>? metadata)
    {
        var begins = new Dictionary<string, long>();
        var at = 0L;
        foreach (var entry in entries.OrderByDescending(entry => entry.Tensor.dtype.ElementSize()))
        {
            begins.Add(entry.Name, at);
            at += entry.Bytes;
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            WriteMetadata(writer, metadata);
            foreach (var (name, tensor, bytes) in entries)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", SafetensorsTypes.Name(tensor.dtype));
                WriteNumbers(writer, "shape", tensor.shape);
                WriteNumbers(writer, "data_offsets", [begins[name], begins[name] + bytes]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        // Spaces at the end put the first tensor at a multiple of eight bytes.
        var length = (json.WrittenCount + 7) / 8 * 8;
        var header = new byte[8 + length];
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        json.WrittenSpan.CopyTo(header.AsSpan(8));
        header.AsSpan(8 + json.WrittenCount).Fill((byte)' ');
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null or { Count: 0 })
        {
            return;
        }

        writer.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata)
        {
            CheckText(key, key);
            CheckText(value, key);
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, long[] numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    private static void CheckText(string text, string where)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var pair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (char.IsSurrogate(text[i]) && !pair)
            {
                throw new ArgumentException($"['{where}']: a text with half a surrogate pair cannot be saved");
            }

            i += pair ? 1 : 0;
        }
    }
}
