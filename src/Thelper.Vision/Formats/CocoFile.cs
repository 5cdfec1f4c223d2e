using System.Text.Json;

namespace Thelper.Vision.Formats;

/// <summary>An annotation file in COCO's format: the entries of its lists, in file order, each parsed when it is asked for.</summary>
/// <remarks>The file is kept in memory as it is. What an entry must hold is up to who reads it.</remarks>
public sealed class CocoFile
{
    // An entry is parsed as a whole, which takes up to twenty times its size. COCO's largest has 50 kB.
    private const int MaxEntryBytes = 8 << 20;

    private readonly ReadOnlyMemory<byte> json;

    private CocoFile(string path, ReadOnlyMemory<byte> bytes)
    {
        Path = path;
        json = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (json.Length == 0 || json.Span[0] is 0xFE or 0xFF)
        {
            throw new JsonException(json.Length == 0 ? "the file is empty" : "the text is UTF-16; save it as UTF-8");
        }

        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected a map with 'images', 'annotations' and 'categories'");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isImages, isAnnotations, isCategories) = (reader.ValueTextEquals("images"u8), reader.ValueTextEquals("annotations"u8), reader.ValueTextEquals("categories"u8));
            if (!isImages && !isAnnotations && !isCategories)
            {
                reader.Skip();
                continue;
            }

            var entries = ReadList(ref reader, isImages ? "images" : isAnnotations ? "annotations" : "categories");
            (Images, Annotations, Categories) = (isImages ? entries : Images, isAnnotations ? entries : Annotations, isCategories ? entries : Categories);
        }

        while (reader.Read())
        {
            // The rest must be well-formed too.
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The entries of <c>images</c>; null if there is no such list.</summary>
    public IReadOnlyList<CocoEntry>? Images { get; }

    /// <summary>The entries of <c>annotations</c>; null if there is no such list.</summary>
    public IReadOnlyList<CocoEntry>? Annotations { get; }

    /// <summary>The entries of <c>categories</c>; null if there is no such list.</summary>
    public IReadOnlyList<CocoEntry>? Categories { get; }

    /// <summary>Reads and indexes a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AnnotationException">The file is missing, too large, no JSON, or not in COCO's format.</exception>
    public static CocoFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new AnnotationException($"there is no annotation file '{path}'");
        }

        try
        {
            return new FileInfo(path).Length <= Limits.AnnotationMiB.Value << 20
                ? new CocoFile(path, InputFile.ReadAllBytes(path))
                : throw new AnnotationException($"{path}: the file is larger than {Limits.AnnotationMiB.Value} MiB; {Limits.AnnotationMiB.Hint}");
        }
        catch (JsonException error)
        {
            throw new AnnotationException($"{path}: not a COCO annotation file: {error.Message}{(error.Message.StartsWith("'N'", StringComparison.Ordinal) ? " (JSON has no NaN; Python writes it where a number is missing)" : "")}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AnnotationException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Parses an entry.</summary>
    /// <param name="entry">One of this file's.</param>
    /// <returns>The entry, to be disposed.</returns>
    public JsonDocument Parse(CocoEntry entry) => JsonDocument.Parse(json.Slice(entry.Start, entry.Length));

    private static List<CocoEntry> ReadList(ref Utf8JsonReader reader, string list)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("'images', 'annotations' and 'categories' must be lists");
        }

        var entries = new List<CocoEntry>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            (long? id, long? image) = (null, null);
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("id"u8))
                    {
                        id = ReadId(ref reader);
                    }
                    else if (reader.ValueTextEquals("image_id"u8))
                    {
                        image = ReadId(ref reader);
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
            else
            {
                throw new JsonException(FormattableString.Invariant($"{list}[{entries.Count}]: expected a map"));
            }

            var length = (int)reader.BytesConsumed - start;
            if (length > MaxEntryBytes)
            {
                throw new JsonException(FormattableString.Invariant($"{list}[{entries.Count}]: the entry has {length} bytes, more than the limit of {MaxEntryBytes}"));
            }

            if (entries.Count >= Limits.Rows.Value)
            {
                throw new JsonException($"'{list}' has more than {Limits.Rows.Value} entries; {Limits.Rows.Hint}");
            }

            entries.Add(new(id, image, start, length));
        }

        return entries;
    }

    private static long? ReadId(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var id))
        {
            return id;
        }

        reader.Skip();
        return null;
    }
}
