using System.Text.Json;

namespace Thelper.Data.Loading;

/// <summary>What an earlier run wrote of one dataset (<see cref="SplitLog"/>), read as it comes: a document of it would take many times the file's size.</summary>
/// <param name="SampleCount">How many samples are listed; null where none are.</param>
/// <param name="Indices">The lists of indices by key, such as <c>train_idxs</c>; null for what is no list of them.</param>
internal sealed record EarlierSplit(int? SampleCount, IReadOnlyDictionary<string, List<int>?> Indices)
{
    /// <summary>Reads a record.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="UserErrorException">It is no record.</exception>
    public static EarlierSplit Read(string file)
    {
        try
        {
            var bytes = InputFile.ReadAllBytes(file);
            return Read(bytes.AsSpan(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter of a key that is not UTF-8.
            throw new UserErrorException($"{file}: the record of the earlier split cannot be read ({error.Message}); delete it, or set \"skip_verif\": true in the loaders section", error);
        }
    }

    private static EarlierSplit Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("it is no JSON object");
        }

        int? samples = null;
        var indices = new Dictionary<string, List<int>?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (key == "samples")
            {
                samples = CountOf(ref reader);
            }
            else if (key.EndsWith("_idxs", StringComparison.Ordinal))
            {
                indices[key] = NumbersOf(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        while (reader.Read())
        {
            // What comes after the object is an error.
        }

        return new EarlierSplit(samples, indices);
    }

    private static int? CountOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            count++;
        }

        return count;
    }

    private static List<int>? NumbersOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var numbers = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            numbers.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) ? index : -1);
            reader.Skip();
        }

        return numbers;
    }
}
