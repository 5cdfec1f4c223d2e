using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Thelper.Logging;

/// <summary>
/// The log of one process: lines on the console, an optional file with everything, and the files of a session
/// (<c>data.log</c>, <c>modules.log</c>, <c>trainer.log</c>, <c>annotator.log</c>).
/// </summary>
/// <remarks>
/// <para>
/// Console and file lines read <c>[time - logger] LEVEL : message</c>; the session's files carry the process id in place
/// of the logger's name. Which session file a record goes to follows from the logger's name.
/// </para>
/// <para>
/// A session's folder is created only after its configuration proved usable, so records for its files wait in memory
/// until <see cref="OpenSessionFiles"/>.
/// </para>
/// <para>A provider of our own instead of Serilog: it is on the start-up path of every run, and is these few lines.</para>
/// </remarks>
public sealed class SessionLog : IDisposable
{
    /// <summary>Marks the one-line-per-batch records, which a live progress display replaces on the console.</summary>
    public static readonly EventId Iteration = new(1, nameof(Iteration));

    private const string Annotator = "thelper.gui";

    private static readonly (string Prefix, string File)[] Routes =
    [
        ("thelper.data", "data.log"), ("thelper.nn", "modules.log"), ("thelper.train", "trainer.log"), (Annotator, "annotator.log"),
    ];

    private readonly Lock gate = new();
    private readonly LogLevel consoleLevel;
    private readonly LogFile? file;
    private readonly LogFile?[] sessionFiles = new LogFile?[Routes.Length];
    private readonly bool[] isOpen = new bool[Routes.Length];
    private readonly StringBuilder[] pending = [.. Routes.Select(_ => new StringBuilder())];
    private bool losesLines;
    private Action<string>? console;

    /// <summary>Creates the log.</summary>
    /// <param name="console">Receives console lines; null for a silent run.</param>
    /// <param name="consoleLevel">The lowest level shown on the console.</param>
    /// <param name="filePath">A file that receives every record, appended; null for none.</param>
    /// <exception cref="UserErrorException">The file cannot be opened.</exception>
    public SessionLog(TextWriter? console = null, LogLevel consoleLevel = LogLevel.Information, string? filePath = null)
    {
        this.console = console is null ? null : console.WriteLine;
        this.consoleLevel = consoleLevel;
        if (filePath is not null)
        {
            file = new(filePath);
        }
    }

    /// <summary>Whether a file of a session's <c>logs</c> folder is one of the session itself, so that nothing else may have its name.</summary>
    /// <param name="file">The file's name.</param>
    internal static bool IsOwn(string file) => file is "task.log" or "packages.log" || Array.Exists(Routes, route => route.File == file);

    /// <summary>Whether one-line-per-batch records are kept from the console because a live display shows them.</summary>
    public bool HideIterations { get; set; }

    /// <summary>Whether anything goes to a console.</summary>
    public bool HasConsole => console is not null;

    /// <summary>The logger of that name, for example <c>thelper.data.loaders</c>.</summary>
    /// <param name="name">The dotted name; its beginning decides the session file.</param>
    /// <returns>The logger.</returns>
    public ILogger For(string name)
    {
        var route = Array.FindIndex(Routes, r => name.StartsWith(r.Prefix, StringComparison.Ordinal));
        return new NamedLogger(this, name, route);
    }

    /// <summary>Sends console lines elsewhere, as a live display needs, and returns the previous receiver.</summary>
    /// <param name="write">Receives each line without its end.</param>
    /// <returns>What received lines before; null in a silent run, which stays silent.</returns>
    public Action<string>? RedirectConsole(Action<string>? write)
    {
        lock (gate)
        {
            var before = console;
            console = before is null ? null : write;
            return before;
        }
    }

    /// <summary>Opens the session's log files for appending and writes the records that waited for them.</summary>
    /// <param name="logsDirectory">The session's <c>logs</c> folder, which exists.</param>
    /// <param name="dataOnly">Opens <c>data.log</c> alone, for sessions without a model.</param>
    /// <param name="annotates">Opens <c>annotator.log</c> besides; no other session has one.</param>
    /// <exception cref="UserErrorException">One is no regular file, or may not be written. A full disk costs the lines alone.</exception>
    public void OpenSessionFiles(string logsDirectory, bool dataOnly = false, bool annotates = false)
    {
        lock (gate)
        {
            for (var i = 0; i < Routes.Length; i++)
            {
                if (Routes[i].Prefix == Annotator ? !annotates : dataOnly && i > 0)
                {
                    continue;
                }

                sessionFiles[i]?.Dispose();
                var path = InputFile.Require(Path.Combine(logsDirectory, Routes[i].File));
                try
                {
                    sessionFiles[i] = new(path);
                    ComplainOnce(sessionFiles[i]!.Write(pending[i].ToString()));
                }
                catch (UserErrorException e) when (e.InnerException is IOException)
                {
                    ComplainOnce(e.Message);
                }

                isOpen[i] = true;
                pending[i].Clear();
            }
        }
    }

    /// <summary>Closes the session's log files; later records for them wait again.</summary>
    public void CloseSessionFiles()
    {
        lock (gate)
        {
            for (var i = 0; i < Routes.Length; i++)
            {
                sessionFiles[i]?.Dispose();
                sessionFiles[i] = null;
                isOpen[i] = false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseSessionFiles();
        file?.Dispose();
    }

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };

    private void Write(NamedLogger source, LogLevel level, EventId id, string message)
    {
        message = PrintableText.Of(message);
        var time = Time();
        var named = $"[{time} - {source.Name}] {LevelName(level)} : {message}";
        lock (gate)
        {
            if (level >= consoleLevel && !(HideIterations && id == Iteration))
            {
                ToConsole(named);
            }

            Complain(file?.Write($"{named}\n"));
            if (source.Route >= 0)
            {
                var line = $"[{time} - {Environment.ProcessId}] {LevelName(level)} : {message}\n";
                if (isOpen[source.Route])
                {
                    ComplainOnce(sessionFiles[source.Route]?.Write(line));
                }
                else
                {
                    pending[source.Route].Append(line);
                }
            }
        }
    }

    private static string Time() => TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture);

    // On every level: it is about the log itself, and comes once a file.
    private void Complain(string? problem)
    {
        if (problem is not null)
        {
            ToConsole($"[{Time()} - thelper] WARNING : {problem}");
        }
    }

    // A disk that takes no line of one of a session's files takes none of the others.
    private void ComplainOnce(string? problem)
    {
        if (!losesLines)
        {
            losesLines = problem is not null;
            Complain(problem);
        }
    }

    // A console may be a file on a full disk.
    private void ToConsole(string line)
    {
        try
        {
            console?.Invoke(line);
        }
        catch (IOException)
        {
            if (console is not null)
            {
                console = null;
                Complain(file?.Write($"standard error cannot be written; the session goes on without it\n"));
            }
        }
    }

    private sealed class NamedLogger(SessionLog owner, string name, int route) : ILogger
    {
        public string Name { get; } = name;

        public int Route { get; } = route;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => owner.Write(this, logLevel, eventId, formatter(state, exception));
    }
}
