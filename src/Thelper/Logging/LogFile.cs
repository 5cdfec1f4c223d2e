using System.Text;

namespace Thelper.Logging;

/// <summary>A log file, appended to. Once open, a full disk or a share that is gone costs its lines, not the run.</summary>
internal sealed class LogFile : IDisposable
{
    // Without a buffer: a line that could not be written is lost, and not tried again by the next one or at the end.
    private readonly FileStream stream;
    private bool said;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <exception cref="UserErrorException">It cannot be opened.</exception>
    public LogFile(string path)
    {
        Path = path;
        try
        {
            stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException($"{path}: cannot write the log file ({e.Message}).", e);
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Writes a text, or leaves it.</summary>
    /// <param name="text">The text, with its line's end.</param>
    /// <returns>What to say about a failure, the first time; else null.</returns>
    public string? Write(string text)
    {
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            return null;
        }
        catch (IOException e)
        {
            var first = !said;
            said = true;
            return first ? $"{Path}: lines of the log are lost ({e.Message}); the session goes on" : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
