using System.Text;

namespace Thelper.Metrics.Outputs;

/// <summary>A text, such as a report, written as UTF-8. A metric that hands over one under its own name has no file with its value.</summary>
/// <param name="Text">The text.</param>
/// <param name="Extension">The extension of the file's name, without a dot.</param>
public sealed record TextFile(string Text, string Extension = "txt") : OutputFile(Extension)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public override string Kind => "text";

    /// <inheritdoc/>
    public override void Save(string path) => File.WriteAllText(path, Text, Utf8);
}
