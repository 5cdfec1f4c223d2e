using Microsoft.Extensions.Logging;

namespace Thelper.Nn;

/// <summary>Writes finished sentences to an optional logger.</summary>
internal readonly struct ModelLog(ILogger? logger)
{
    public void Debug(string text) => Write(LogLevel.Debug, text);

    public void Information(string text) => Write(LogLevel.Information, text);

    public void Warning(string text) => Write(LogLevel.Warning, text);

    private void Write(LogLevel level, string text) => logger?.Log(level, 0, text, null, static (state, _) => state);
}
