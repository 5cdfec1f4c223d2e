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
        root.Options.Add(silent);
        root.Options.Add(stdout);
        root.Options.Add(trust);
    }

    /// <summary>Whether only the version is asked for.</summary>
    public bool WantsVersion(ParseResult parsed) => parsed.GetValue(version);

    /// <summary>Whether sessions and checkpoints of others are trusted.</summary>
    public bool Trusts(ParseResult parsed) => parsed.GetValue(trust);

    /// <summary>Opens the log that the options describe.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="standardOutput">Standard output.</param>
    /// <param name="standardError">Standard error.</param>
    /// <param name="isQuiet">Whether the console gets warnings alone, unless asked for more.</param>
    /// <exception cref="UserErrorException">The options contradict each other, or the file cannot be written.</exception>
    public SessionLog OpenLog(ParseResult parsed, TextWriter standardOutput, TextWriter standardError, bool isQuiet)
    {
        var isVerbose = parsed.GetResult(verbose) is { Implicit: false };
        var isSilent = parsed.GetValue(silent);
        if (isVerbose && isSilent)
        {
            throw new UserErrorException("--verbose and --silent contradict each other; give one of them.");
        }

        var console = isSilent ? null : parsed.GetValue(stdout) ? standardOutput : standardError;
        return new(console, isVerbose ? LogLevel.Trace : isQuiet ? LogLevel.Warning : LogLevel.Information, parsed.GetValue(logFile));
    }
}
