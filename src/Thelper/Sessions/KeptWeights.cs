using System.Text.Json;
using Thelper.Config;
using Thelper.Zoo;

namespace Thelper.Sessions;

/// <summary>Keeps with a run what the files are that its model starts from: hash and manifest, and the whole certificate where <c>thelper models verify</c> made one.</summary>
internal static class KeptWeights
{
    /// <summary>Writes <c>logs/weights.STAMP.json</c>; nothing where no file was loaded.</summary>
    /// <param name="files">The files.</param>
    /// <param name="directory">The session's folder.</param>
    public static void Write(IReadOnlyList<string> files, SessionDirectory directory)
    {
        if (files.Count > 0)
        {
            var text = string.Join(",\n", files.Distinct(StringComparer.Ordinal).Select(Of));
            directory.WriteText(Path.Combine(directory.Logs, $"weights.{directory.Stamp}.json"), $"[{text}]\n");
        }
    }

    // A certificate of another file of this name says nothing about this one.
    private static string Of(string file)
    {
        var record = WeightFileRecord.Of(file);
        var certificate = WeightCertificate.PathOf(file);
        if (File.Exists(certificate))
        {
            var text = InputFile.ReadAllText(certificate);
            try
            {
                using var document = JsonDocument.Parse(text);
                if (document.RootElement.GetProperty("file").GetProperty("sha256").GetString() == record.Sha256)
                {
                    return text.TrimEnd();
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // Something else of that name: the record says what there is to say.
            }
        }

        return ConfigWriter.ToReadableJson(new Dictionary<string, object?> { ["verdict"] = "not verified", ["file"] = record.ToPlain() });
    }
}
