using Microsoft.Extensions.Logging;

namespace Thelper.Tests.Logging;

/// <summary>Keeps what is logged: the level and the text of each line.</summary>
internal sealed class ListLog : ILogger
{
    public List<string> Lines { get; } = [];

    /// <summary>The texts alone.</summary>
    public IEnumerable<string> Texts => Lines.Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Lines.Add($"{logLevel}: {formatter(state, exception)}");
}
