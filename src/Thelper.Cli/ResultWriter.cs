using System.Text;

namespace Thelper.Cli;

/// <summary>Standard output for what was asked for: if it cannot be written, the command has failed.</summary>
/// <param name="inner">Standard output.</param>
internal sealed class ResultWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        try
        {
            inner.Write(value);
            inner.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"thelper: standard output cannot be written ({e.Message}).", e);
        }
    }
}
