namespace Thelper.Reports;

/// <summary>The format of a report, and the extension of its file.</summary>
/// <param name="Name">The format: <c>text</c>, <c>csv</c>, <c>yaml</c>, <c>json</c> or <c>geojson</c>.</param>
/// <param name="Extension">The file's extension, without a dot.</param>
public readonly record struct ReportFormat(string Name, string Extension)
{
    /// <summary>Reads a format from a configuration.</summary>
    /// <param name="format">The format's name, or null for text.</param>
    /// <returns>The format. A consumer that does not know it writes its text report, under the format's own extension.</returns>
    /// <exception cref="UserErrorException">There is no such format.</exception>
    public static ReportFormat Parse(string? format) => format switch
    {
        null or "text" or "txt" => new("text", "txt"),
        "csv" => new("csv", "csv"),
        "yaml" or "yml" => new("yaml", "yml"),
        "json" => new("json", "json"),
        "geojson" => new("geojson", "geojson"),
        _ => throw new UserErrorException($"format: unknown report format '{format}'{NearestName.Hint(format, ["text", "csv", "yaml", "json", "geojson"])}"),
    };
}
