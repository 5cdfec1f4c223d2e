using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thelper.Web.Annotating;

/// <summary>The edits of a sample, each on disk before it is answered. Lines of JSON, each after its checksum; what a crash left of the last one is dropped.</summary>
internal sealed class Journal : IDisposable
{
    private const int SumLetters = 8;

    /// <summary>How edits are written, here and by windows.</summary>
    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly string path;
    private readonly FileStream file;

    private Journal(string path, FileStream file) => (this.path, this.file) = (path, file);

    /// <summary>Bytes of the file.</summary>
    public long Length => file.Length;

    /// <summary>Whether a journal says how its sample began, and nothing else.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">The file cannot be read.</exception>
    public static bool IsBare(string path)
    {
        using var text = new StreamReader(InputFile.OpenRead(path));
        _ = text.ReadLine();
        return text.EndOfStream;
    }

    /// <summary>Opens a journal, or begins one.</summary>
    /// <param name="path">The file, whose folder exists.</param>
    /// <param name="lines">Its lines; empty for a new one.</param>
    /// <param name="warn">Told of damage.</param>
    /// <exception cref="NotStoredException">The file cannot be read or written.</exception>
    public static Journal Open(string path, out IReadOnlyList<JournalLine> lines, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var bytes = File.Exists(path) ? InputFile.ReadAllBytes(path) : [];
            var read = new List<JournalLine>();
            var good = Read(bytes, read);
            lines = read;
            if (bytes.AsSpan(good).Contains((byte)'\n'))
            {
                // No unfinished line, which has no end: none of it is thrown away.
                var kept = Unused(path);
                SampleFiles.Write(kept, bytes);
                warn?.Invoke($"{path}: damaged after {good.ToString(CultureInfo.InvariantCulture)} bytes; what follows is in '{kept}'");
            }

            var file = new FileStream(InputFile.Require(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 0);
            file.SetLength(good);
            file.Position = good;
            return new(path, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NotStoredException($"{path}: cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Writes a line, and waits until it is on disk.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="NotStoredException">It cannot be written; the file is as before.</exception>
    public void Append(JournalLine line)
    {
        var start = file.Position;
        try
        {
            file.Write(Encode(line));
            file.Flush(flushToDisk: true);
        }
        catch (IOException error)
        {
            file.SetLength(start);
            file.Position = start;
            throw new NotStoredException($"{path}: cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Writes a journal anew, whole or not at all.</summary>
    /// <param name="path">The file, which nobody has open.</param>
    /// <param name="lines">Its lines.</param>
    public static void Rewrite(string path, IEnumerable<JournalLine> lines) => SampleFiles.Write(path, [.. lines.SelectMany(line => Encode(line))]);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // A name beside a file that nothing has yet.
    private static string Unused(string path)
    {
        for (var i = 1; ; i++)
        {
            var other = string.Create(CultureInfo.InvariantCulture, $"{Path.ChangeExtension(path, null)}.damaged-{i}{Path.GetExtension(path)}");
            if (!Path.Exists(other))
            {
                return other;
            }
        }
    }

    private static byte[] Encode(JournalLine line)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(line, Format);
        return [.. Encoding.ASCII.GetBytes(Sum(json)), (byte)' ', .. json, (byte)'\n'];
    }

    private static string Sum(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json))[..SumLetters];

    // The number of bytes that good lines have.
    private static int Read(ReadOnlySpan<byte> bytes, List<JournalLine> lines)
    {
        var good = 0;
        while (bytes[good..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            var line = bytes.Slice(good, length);
            if (length <= SumLetters || Encoding.ASCII.GetString(line[..SumLetters]) != Sum(line[(SumLetters + 1)..]) || Parse(line[(SumLetters + 1)..]) is not { } parsed)
            {
                break;
            }

            lines.Add(parsed);
            good += length + 1;
        }

        return good;
    }

    private static JournalLine? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalLine>(json, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
