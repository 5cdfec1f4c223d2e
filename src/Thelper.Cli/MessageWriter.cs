using System.Text;

namespace Thelper.Cli;

/// <summary>Standard error for what a person should read: if nobody can, because the disk is full or the reader is gone, the text is lost and nothing else.</summary>
/// <param name="inner">Standard error.</param>
internal sealed class MessageWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write($"{value}{NewLine}");

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        try
        {
            inner.Write(value);
        }
        catch (IOException)
        {
            // There is no other place to say it.
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (IOException)
        {
            // As above.
        }
    }
}
