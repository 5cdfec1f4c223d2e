using System.Text.Json;

namespace Thelper.Vision.Datasets;

/// <summary>An annotation file in COCO's format, with an index of its images and annotations.</summary>
internal sealed class CocoFile
{
    private readonly byte[] json;
    private readonly string[] files;
    private readonly List<(int Start, int Length)>[] annotations;

    private CocoFile(byte[] json, string path)
    {
        this.json = json;
        var images = new Dictionary<long, string>();
        var found = new List<(long Image, long Id, int Start, int Length)>();
        var reader = new Utf8JsonReader(json);
        Expect(ref reader, JsonTokenType.StartObject, "the file must hold a map");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isImages, isAnnotations) = (reader.ValueTextEquals("images"u8), reader.ValueTextEquals("annotations"u8));
            if (!isImages && !isAnnotations)
            {
                reader.Skip();
                continue;
            }

            Expect(ref reader, JsonTokenType.StartArray, "'images' and 'annotations' must be lists");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var (id, image, name, start) = ReadEntry(ref reader);
                if (isImages)
                {
                    images[id ?? throw new JsonException("an image has no 'id'")] = name ?? throw new JsonException("an image has no 'file_name'");
                }
                else
                {
                    found.Add((image ?? throw new JsonException("an annotation has no 'image_id'"), id ?? throw new JsonException("an annotation has no 'id'"), start, (int)reader.BytesConsumed - start));
                }
            }
        }

        while (reader.Read())
        {
            // The rest must be well-formed too.
        }

        var ids = images.Keys.Order().ToArray();
        files = [.. ids.Select(id => images[id])];
        annotations = Group(ids, found);
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>File names of the images in order of their ids.</summary>
    public IReadOnlyList<string> Images => files;

    /// <summary>Reads and indexes a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">The file is missing, no JSON, or not in COCO's format.</exception>
    public static CocoFile Read(string path)
    {
        try
        {
            return new CocoFile(File.ReadAllBytes(path), path);
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"{path}: not a COCO annotation file: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The annotations of an image in file order, parsed anew.</summary>
    /// <param name="index">Number of the image.</param>
    public List<object?> AnnotationsOf(int index)
    {
        var result = new List<object?>(annotations[index].Count);
        foreach (var (start, length) in annotations[index])
        {
            using var document = JsonDocument.Parse(json.AsMemory(start, length));
            result.Add(Plain(document.RootElement));
        }

        return result;
    }

    // Of annotations with the same id, all are the last one, as the COCO API has it.
    private static List<(int, int)>[] Group(long[] ids, List<(long Image, long Id, int Start, int Length)> found)
    {
        var last = new Dictionary<long, (int, int)>(found.Count);
        foreach (var (_, id, start, length) in found)
        {
            last[id] = (start, length);
        }

        var groups = Array.ConvertAll(ids, _ => new List<(int, int)>());
        foreach (var (image, id, _, _) in found)
        {
            if (Array.BinarySearch(ids, image) is >= 0 and var index)
            {
                groups[index].Add(last[id]);
            }
        }

        return groups;
    }

    private static (long? Id, long? Image, string? Name, int Start) ReadEntry(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("the entries of 'images' and 'annotations' must be maps");
        }

        var start = (int)reader.TokenStartIndex;
        (long? id, long? image, string? name) = (null, null, null);
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
            else if (reader.ValueTextEquals("file_name"u8))
            {
                reader.Read();
                name = reader.TokenType == JsonTokenType.String ? Text(ref reader) : throw new JsonException("a 'file_name' is no text");
            }
            else
            {
                reader.Skip();
            }
        }

        return (id, image, name, start);
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("a text is not valid Unicode", error);
        }
    }

    private static long ReadId(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var id) ? id : throw new JsonException("an id is no whole number");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string message)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException(message);
        }
    }

    private object? Plain(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
                foreach (var property in element.EnumerateObject())
                {
                    map[Unicode(() => property.Name)] = Plain(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(Plain).ToList();
            case JsonValueKind.String:
                return Unicode(() => element.GetString()!);
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole) ? whole : element.GetDouble();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                return null;
        }
    }

    private string Unicode(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException error)
        {
            throw new UserErrorException($"{Path}: not a COCO annotation file: a text is not valid Unicode", error);
        }
    }
}
