using System.Text;

namespace Thelper.Cli;

/// <summary>Standard output or standard error, on which nothing that came from a file can steer the terminal (<see cref="PrintableText"/>).</summary>
/// <param name="inner">The stream.</param>
internal sealed class PrintableWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => inner.Write(PrintableText.Of(value.ToString()));

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(value is null ? null : PrintableText.Of(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => inner.WriteLine(value is null ? null : PrintableText.Of(value));

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
