using System.Buffers.Binary;

namespace Thelper.Torch.Serialization.Containers;

/// <summary>Says what a file looks like that is not a checkpoint, so that the message can name it and the way out.</summary>
internal static class FileKinds
{
    /// <summary>How much of a file's beginning is looked at.</summary>
    public const int HeadLength = 512;

    private static readonly (int Offset, byte[] Bytes, string Kind)[] Magics =
    [
        (0, [0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG image"),
        (0, [0xff, 0xd8, 0xff], "a JPEG image"),
        (0, [(byte)'G', (byte)'I', (byte)'F', (byte)'8'], "a GIF image"),
        (0, [(byte)'%', (byte)'P', (byte)'D', (byte)'F'], "a PDF document"),
        (0, [0x1f, 0x8b], "a gzip file; unpack it first"),
        (0, [(byte)'B', (byte)'Z', (byte)'h'], "a bzip2 file; unpack it first"),
        (0, [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "an xz file; unpack it first"),
        (0, [0x28, 0xb5, 0x2f, 0xfd], "a zstd file; unpack it first"),
        (0, [(byte)'7', (byte)'z', 0xbc, 0xaf], "a 7z archive; unpack it first"),
        (0, [(byte)'R', (byte)'a', (byte)'r', (byte)'!'], "a RAR archive; unpack it first"),
        (0, [0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file (of Keras, perhaps)"),
        (0, [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "a numpy array (.npy)"),
        (0, [(byte)'G', (byte)'G', (byte)'U', (byte)'F'], "a GGUF file"),
        (0, [0x7f, (byte)'E', (byte)'L', (byte)'F'], "a program or library"),
        (0, [(byte)'M', (byte)'Z'], "a Windows program or library"),
        (4, [(byte)'T', (byte)'F', (byte)'L', (byte)'3'], "a TensorFlow Lite model"),
        (257, [(byte)'u', (byte)'s', (byte)'t', (byte)'a', (byte)'r'], "a tar archive: unpack it first, or, if PyTorch before 0.1.10 wrote it, load and save it with a newer one"),
    ];

    /// <summary>What a file is, from its first bytes, as the rest of a sentence; it is not a checkpoint.</summary>
    /// <param name="head">The first <see cref="HeadLength"/> bytes, or all of them.</param>
    /// <param name="length">The length of the file.</param>
    public static string OfHead(ReadOnlySpan<byte> head, long length)
    {
        if (head.IsEmpty)
        {
            return "is empty";
        }

        var kind = Binary(head) ?? Text(head);
        if (kind is null && head.Length > 8 && head[8] == (byte)'{' && BinaryPrimitives.ReadInt64LittleEndian(head) is var header && header > 1 && header <= length - 8)
        {
            kind = "a safetensors file; read it with Safetensors.Load";
        }

        kind ??= head.Length > 1 && head[0] == 0x80 && head[1] <= 5 ? "a bare pickle; Pickles.Load reads those" : null;
        kind ??= head.IndexOfAnyExcept((byte)0) < 0 ? "nothing but zeros: an interrupted download or copy, perhaps" : null;
        return kind is null ? "is not a PyTorch checkpoint" : $"is not a PyTorch checkpoint: it looks like {kind}";
    }

    /// <summary>What a zip archive without exactly one pickled structure is, as the rest of a sentence.</summary>
    public static string OfArchive(IReadOnlyCollection<string> names)
    {
        bool Any(string ending) => names.Any(name => name.EndsWith(ending, StringComparison.Ordinal));
        var kind = names switch
        {
            _ when Any("/data.pkl") => "it holds more than one 'data.pkl'",
            _ when Any(".npy") => "it is a numpy archive (.npz); its arrays are no 'data.pkl'",
            _ when names.Contains("[Content_Types].xml") => "it is an office document, without 'data.pkl'",
            _ when Any("archive_format") || Any("model.json") => "it is an exported program of PyTorch, without 'data.pkl'; save a state dict instead",
            _ when Any(".pth") || Any(".pt") || Any(".bin") => "it holds no 'data.pkl', but files that may be checkpoints; unpack it first",
            _ => "it holds no 'data.pkl'",
        };
        return "is a zip archive, but not a PyTorch checkpoint: " + kind;
    }

    private static string? Binary(ReadOnlySpan<byte> head)
    {
        foreach (var (offset, bytes, kind) in Magics)
        {
            if (head.Length >= offset + bytes.Length && head[offset..].StartsWith(bytes))
            {
                return kind;
            }
        }

        return null;
    }

    private static string? Text(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> mark = [0xef, 0xbb, 0xbf];
        var text = (head.StartsWith(mark) ? head[3..] : head).TrimStart(" \t\r\n"u8);
        if (text.StartsWith("version https://git-lfs"u8))
        {
            return "a Git LFS pointer: fetch the file itself with 'git lfs pull'";
        }

        if (StartsWith(text, "<!doctype html") || StartsWith(text, "<html") || StartsWith(text, "<head"))
        {
            return "an HTML page: the download gave a page instead of the file";
        }

        if (text.StartsWith("<"u8))
        {
            return "an XML document";
        }

        // A control character other than white space means that it is no text.
        var printable = head.IndexOfAnyInRange((byte)0, (byte)8) < 0 && head.IndexOfAnyInRange((byte)14, (byte)31) < 0;
        return !printable ? null : text.StartsWith("{"u8) || text.StartsWith("["u8) ? "a JSON document" : "a text";
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, string word) =>
        text.Length >= word.Length && System.Text.Ascii.EqualsIgnoreCase(text[..word.Length], word);
}
