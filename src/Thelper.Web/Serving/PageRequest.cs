using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Thelper.Web.Serving;

/// <summary>A request of a script: parameters of the path and after the question mark, read with bounds. Whatever is out of them is answered by a message, status 400.</summary>
/// <param name="http">The request.</param>
/// <param name="body">What it brought; empty for a GET.</param>
internal sealed class PageRequest(HttpContext http, ReadOnlyMemory<byte> body)
{
    // Unknown keys, missing ones and nulls are mistakes of the script, or somebody else's request.
    private static readonly JsonSerializerOptions Strict = new(Answer.JsonForm)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
    };

    private readonly RouteValueDictionary path = http.Request.RouteValues;
    private readonly IQueryCollection query = http.Request.Query;

    /// <summary>What a POST brought.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>Cancelled when the browser no longer waits for the answer.</summary>
    public CancellationToken Abandoned { get; } = http.RequestAborted;

    /// <summary>A whole number that must be there.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The largest.</param>
    public int Int(string name, int least, int most) => OptionalInt(name, least, most) ?? throw RequestException.Bad($"{name} is missing");

    /// <summary>A whole number, or null where it is not given.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The largest.</param>
    public int? OptionalInt(string name, int least, int most)
    {
        if (Given(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw RequestException.Bad($"{name} must be a whole number from {least} to {most}");
    }

    /// <summary>A number, or the default where it is not given.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The largest.</param>
    /// <param name="usual">The default.</param>
    public double Number(string name, double least, double most, double usual)
    {
        if (Given(name) is not { } text)
        {
            return usual;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw RequestException.Bad(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {least} to {most}"));
    }

    /// <summary>A switch: <c>1</c> or <c>0</c>; the default where it is not given.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="usual">The default.</param>
    public bool Flag(string name, bool usual = false) => Given(name) switch
    {
        null => usual,
        "1" => true,
        "0" => false,
        _ => throw RequestException.Bad($"{name} must be 0 or 1"),
    };

    /// <summary>A text, or null where it is not given. It is never the path of a file: what is on disk has a number or a name from a list.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="longest">The most characters.</param>
    public string? Text(string name, int longest = 256) => Given(name) is not { } text ? null
        : text.Length <= longest ? text
        : throw RequestException.Bad($"{name} must have at most {longest} characters");

    /// <summary>One of a list, or the default where it is not given.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="choices">What may be given; the first is the default.</param>
    public string Choice(string name, params IReadOnlyList<string> choices) => Given(name) is not { } text ? choices[0]
        : choices.Contains(text) ? text
        : throw RequestException.Bad($"{name} must be one of: {string.Join(", ", choices)}");

    /// <summary>The body, which is JSON of a known form: all keys of the type, and no others.</summary>
    /// <typeparam name="T">A record.</typeparam>
    public T Json<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body.Span, Strict) ?? throw RequestException.Bad("the body is null");
        }
        catch (JsonException error)
        {
            throw RequestException.Bad($"the body cannot be read: {error.Message}");
        }
    }

    private string? Given(string name) => path.TryGetValue(name, out var part) ? part?.ToString() : query.TryGetValue(name, out var values) ? values.Count switch
    {
        1 => values[0],
        _ => throw RequestException.Bad($"{name} is given {values.Count} times"),
    }
    : null;
}
