using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Thelper.Logging;

namespace Thelper.Train;

/// <summary>Writes what the consumers of a set report after a pass: pictures, reports, and metric values as text with 4 decimals.</summary>
/// <remarks>Files are <c>&lt;name&gt;-&lt;epoch&gt;.&lt;ext&gt;</c> in the set's folder, without the epoch after a final evaluation.</remarks>
/// <param name="log">Receives the path of every file.</param>
public sealed class OutputWriter(ILogger log) : ITrainingObserver
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void PassEnded(Trainer trainer, PassSummary pass)
    {
        Directory.CreateDirectory(pass.Set.OutputPath);
        var suffix = pass.IsFinal ? "" : string.Create(CultureInfo.InvariantCulture, $"-{pass.Epoch:D4}");
        foreach (var (name, image) in pass.Outputs.Images)
        {
            image.Save(PathOf(pass, name, "image", $"{name}{suffix}.png"));
        }

        foreach (var file in pass.Outputs.Files)
        {
            var path = PathOf(pass, file.Name, file.Kind, $"{file.Name}{suffix}.{file.Extension}");
            if (file.Content is byte[] bytes)
            {
                File.WriteAllBytes(path, bytes);
            }
            else
            {
                File.WriteAllText(path, (string)file.Content, Utf8);
            }
        }
    }

    private string PathOf(PassSummary pass, string name, string kind, string file)
    {
        var path = Path.Combine(pass.Set.OutputPath, file);
        log.Debug($"writing {name}/{kind} to {path}");
        return path;
    }
}
