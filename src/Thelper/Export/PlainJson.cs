using System.Text;
using System.Text.Json;

namespace Thelper.Export;

/// <summary>JSON of lists and numbers, written by hand: the first use of the serializer costs a short run a tenth of its time.</summary>
internal static class PlainJson
{
    /// <summary>A document.</summary>
    /// <param name="write">Writes it.</param>
    /// <param name="isIndented">Whether each member has a line of its own.</param>
    public static string Write(Action<Utf8JsonWriter> write, bool isIndented = false)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = isIndented }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>A list of texts.</summary>
    /// <param name="texts">The texts.</param>
    public static string Of(IEnumerable<string> texts) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    });

    /// <summary>A list of whole numbers.</summary>
    /// <param name="numbers">The numbers.</param>
    public static string Of(IEnumerable<long> numbers) => Write(json => json.WriteNumbers(numbers));

    /// <summary>Writes a list of whole numbers.</summary>
    /// <param name="json">The document.</param>
    /// <param name="numbers">The numbers.</param>
    public static void WriteNumbers(this Utf8JsonWriter json, IEnumerable<long> numbers)
    {
        json.WriteStartArray();
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a list of numbers as a member.</summary>
    /// <param name="json">The document.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="numbers">The numbers.</param>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
