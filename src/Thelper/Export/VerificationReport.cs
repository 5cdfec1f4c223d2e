using System.Text.Json;
using Thelper.Torch.Serialization;

namespace Thelper.Export;

/// <summary>The JSON report of how exported files answered.</summary>
internal static class VerificationReport
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes a list of the checks.</summary>
    /// <param name="checks">The checks.</param>
    /// <param name="path">The file.</param>
    public static void Write(IEnumerable<EngineCheck> checks, string path) => AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(ToJson(checks))));

    /// <summary>A list of the checks; files by their names alone.</summary>
    public static string ToJson(IEnumerable<EngineCheck> checks) => JsonSerializer.Serialize(checks.Select(check => check with { File = Path.GetFileName(check.File) }), Options) + "\n";
}
