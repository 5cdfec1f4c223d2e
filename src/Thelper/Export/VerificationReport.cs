using System.Text.Json;

namespace Thelper.Export;

/// <summary>The JSON report of how exported files answered.</summary>
internal static class VerificationReport
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>A list of the checks; files by their names alone.</summary>
    public static string ToJson(IEnumerable<EngineCheck> checks) => JsonSerializer.Serialize(checks.Select(check => check with { File = Path.GetFileName(check.File) }), Options) + "\n";
}
