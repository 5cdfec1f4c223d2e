using System.Text.Json;

namespace Thelper.Web.Serving;

/// <summary>What is sent to the browser.</summary>
/// <param name="Status">The status, 200 where all is well.</param>
/// <param name="ContentType">The type of the content.</param>
/// <param name="Content">The content.</param>
internal sealed record Answer(int Status, string ContentType, ReadOnlyMemory<byte> Content)
{
    /// <summary>How JSON is written: names in camel case; numbers that are none as the texts NaN, Infinity and -Infinity.</summary>
    public static JsonSerializerOptions JsonForm { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The name that a browser saves it under; null for content that is shown.</summary>
    public string? FileName { get; init; }

    /// <summary>Something as JSON.</summary>
    /// <param name="value">A record, list or dictionary of plain values.</param>
    /// <param name="status">The status.</param>
    public static Answer Json(object value, int status = 200) => new(status, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(value, JsonForm));

    /// <summary>A picture or another file's content.</summary>
    /// <param name="contentType">Its type, such as <c>image/png</c>.</param>
    /// <param name="content">The bytes.</param>
    public static Answer Bytes(string contentType, ReadOnlyMemory<byte> content) => new(200, contentType, content);

    /// <summary>A text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="status">The status.</param>
    public static Answer Text(string text, int status = 200) => new(status, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A failure, as <c>{"error": message}</c>.</summary>
    /// <param name="status">The status.</param>
    /// <param name="message">What is wrong.</param>
    public static Answer Error(int status, string message) => Json(new Dictionary<string, string> { ["error"] = message }, status);
}
