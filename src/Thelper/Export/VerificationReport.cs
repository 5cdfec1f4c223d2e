using Thelper.Torch.Serialization;

namespace Thelper.Export;

/// <summary>The JSON report of how exported files answered.</summary>
internal static class VerificationReport
{
    /// <summary>Writes a list of the checks.</summary>
    /// <param name="checks">The checks.</param>
    /// <param name="path">The file.</param>
    public static void Write(IEnumerable<EngineCheck> checks, string path) => AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(ToJson(checks))));

    /// <summary>A list of the checks; files by their names alone.</summary>
    public static string ToJson(IEnumerable<EngineCheck> checks) => PlainJson.Write(
        json =>
        {
            json.WriteStartArray();
            foreach (var check in checks)
            {
                json.WriteStartObject();
                json.WriteString("file", Path.GetFileName(check.File));
                json.WriteString("engine", check.Engine);
                json.WriteStartArray("shapes");
                foreach (var shape in check.Shapes)
                {
                    json.WriteNumbers(shape);
                }

                json.WriteEndArray();
                json.WriteNumber("maximum", check.Maximum);
                json.WriteNumber("mean", check.Mean);
                json.WriteNumber("same_class", check.SameClass);
                json.WriteNumber("allowed", check.Allowed);
                json.WriteNumber("undecided", check.Undecided);
                json.WriteNumber("empty", check.Empty);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        isIndented: true) + "\n";
}
