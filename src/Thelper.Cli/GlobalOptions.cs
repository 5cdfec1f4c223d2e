using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.Extensions.Logging;
using Thelper.Logging;

namespace Thelper.Cli;

/// <summary>The options that every command accepts, before or after its name.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<bool> version = new("--version") { Description = "Print the version and exit." };
    private readonly Option<string> logFile = new("--log", "-l") { Description = "Append every log record to this file.", HelpName = "PATH", Recursive = true };
    private readonly Option<bool> verbose = new("--verbose", "-v")
    {
        Description = "Log details too.",
        Recursive = true,
        AllowMultipleArgumentsPerToken = false,
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> quiet = new("--quiet", "-q") { Description = "Log warnings and errors alone on the console.", Recursive = true };
    private readonly Option<string> level = new("--log-level") { Description = "The least that is logged on the console: debug, info, warning or error.", HelpName = "LEVEL", Recursive = true };
    private readonly Option<bool> silent = new("--silent") { Description = "Log nothing on the console.", Recursive = true };
    private readonly Option<bool> stdout = new("--force-stdout") { Description = "Log to standard output instead of standard error.", Recursive = true };

    private readonly Option<bool> trust = new("--trust") { Description = "Let a session or checkpoint of others run the code that it names, and write where it says.", Recursive = true };

    /// <summary>Adds the options to the root command.</summary>
    public void AddTo(Command root)
    {
        root.Options.Add(new HelpOption { Recursive = true });
        root.Options.Add(version);
        root.Options.Add(logFile);
        root.Options.Add(verbose);
        level.AcceptOnlyFromAmong("debug", "info", "warning", "error");
        root.Options.Add(quiet);
        root.Options.Add(level);
        root.Options.Add(silent);
        root.Options.Add(stdout);
        root.Options.Add(trust);
    }

    /// <summary>Whether only the version is asked for.</summary>
    public bool WantsVersion(ParseResult parsed) => parsed.GetValue(version);

    /// <summary>Whether sessions and checkpoints of others are trusted.</summary>
    public bool Trusts(ParseResult parsed) => parsed.GetValue(trust);

    /// <summary>Whether a live display has a place on the console.</summary>
    public bool ShowsProgress(ParseResult parsed) => LevelOf(parsed) <= LogLevel.Information;

    /// <summary>Opens the log that the options describe.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="standardOutput">Standard output.</param>
    /// <param name="standardError">Standard error.</param>
    /// <param name="isQuiet">Whether the console gets warnings alone, unless asked for more.</param>
    /// <exception cref="UserErrorException">The options contradict each other, or the file cannot be written.</exception>
    public SessionLog OpenLog(ParseResult parsed, TextWriter standardOutput, TextWriter standardError, bool isQuiet)
    {
        var given = new (string Name, bool IsGiven)[]
        {
            ("--verbose", parsed.GetResult(verbose) is { Implicit: false }),
            ("--quiet", parsed.GetValue(quiet)),
            ("--log-level", parsed.GetValue(level) is not null),
            ("--silent", parsed.GetValue(silent)),
        }.Where(option => option.IsGiven).Select(option => option.Name).ToList();
        if (given.Count > 1)
        {
            throw new UserErrorException($"{string.Join(" and ", given)} contradict each other; give one of them.");
        }

        var isSilent = given is ["--silent"];
        var console = isSilent ? null : parsed.GetValue(stdout) ? standardOutput : standardError;
        return new(console, LevelOf(parsed, isQuiet), parsed.GetValue(logFile));
    }

    private LogLevel LevelOf(ParseResult parsed, bool isQuiet = false) => parsed.GetResult(verbose) is { Implicit: false } ? LogLevel.Trace
        : parsed.GetValue(quiet) ? LogLevel.Warning
        : parsed.GetValue(level) switch
        {
            "debug" => LogLevel.Trace,
            "warning" => LogLevel.Warning,
            "error" => LogLevel.Error,
            null when isQuiet => LogLevel.Warning,
            _ => LogLevel.Information,
        };
}
