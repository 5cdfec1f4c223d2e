using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Thelper.Audit;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Train;

namespace Thelper.Cli;

/// <summary>The program: reads the command line, runs the command, turns its end into an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments of the program.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var data = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected ? null : output;
        (output, error) = (new PrintableWriter(output), new PrintableWriter(error));

        // What is said at the end is said where it can be: the exit code says it, too.
        using var messages = new MessageWriter(error);
        try
        {
            return Run(args, output, data ?? output, error, messages);
        }
        catch (IOException e)
        {
            messages.WriteLine($"thelper: standard output cannot be written ({e.Message}).");
            return ExitCode.UserError;
        }
    }

    private static int Run(string[] args, TextWriter output, TextWriter data, TextWriter console, MessageWriter error)
    {
        var globals = new GlobalOptions();
        var root = new Command("thelper", "Train, evaluate and resume vision models from configuration files.");
        globals.AddTo(root);
        foreach (var verb in Verbs.Create())
        {
            verb.Command.SetAction(parsed => Execute(verb, parsed, globals, output, data, console, error));
            (verb.Group is { } group ? GroupIn(root, group) : root).Subcommands.Add(verb.Command);
        }

        if (args is [Completion.Question, var line])
        {
            Completion.Answer(root, line, output);
            return ExitCode.Success;
        }

        var parsed = root.Parse(args);
        if (globals.WantsVersion(parsed) && parsed.CommandResult.Command == root)
        {
            output.WriteLine(VersionText());
            return ExitCode.Success;
        }

        if (args.Length == 0)
        {
            root.Parse("--help").Invoke(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            return ExitCode.Failure;
        }

        var fault = parsed.Action is HelpAction ? null : parsed.Errors.Count == 0 ? Misunderstanding.OfValues(parsed) : Misunderstanding.Of(parsed);
        if (fault is null)
        {
            return parsed.Invoke(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }

        error.WriteLine($"thelper: {fault}");
        return ExitCode.UserError;
    }

    private static Command GroupIn(Command root, (string Name, string Description) group)
    {
        if (root.Subcommands.FirstOrDefault(command => command.Name == group.Name) is { } known)
        {
            return known;
        }

        var made = new Command(group.Name, group.Description);
        root.Subcommands.Add(made);
        return made;
    }

    private static int Execute(Verb verb, ParseResult parsed, GlobalOptions globals, TextWriter output, TextWriter data, TextWriter console, MessageWriter error)
    {
        SessionLog? log = null;
        try
        {
            log = globals.OpenLog(parsed, output, console, verb.IsQuiet);
            using var signals = verb.IsServer ? new StopSignals(error) { Message = "Ending." } : new StopSignals(error);
            using var progress = globals.ShowsProgress(parsed) ? ConsoleProgress.Attach(log) : null;
            signals.Display = progress;
            var questions = new Questions(Console.IsInputRedirected ? null : Console.In, error, signals.Request);
            var environment = new SessionEnvironment(log, questions, progress, signals.Request) { Trust = globals.Trusts(parsed) };
            using var results = new ResultWriter(verb.WritesData ? data : output);
            verb.Run(parsed, environment, results);
            return ExitCode.Success;
        }
        catch (UserErrorException e)
        {
            error.WriteLine(e.Message);
            return ExitCode.UserError;
        }
        catch (TypeInitializationException e) when (e.GetBaseException() is UserErrorException missing)
        {
            error.WriteLine(missing.Message);
            return ExitCode.UserError;
        }
        catch (SessionInterruptedException e)
        {
            return e.ExitCode;
        }
        catch (DivergedException e)
        {
            error.WriteLine(e.Message);
            return ExitCode.Diverged;
        }
        catch (DriftException e)
        {
            error.WriteLine(e.Message);
            return ExitCode.Drifted;
        }
        catch (Exception e) when (FileFailure.Of(e) is not null)
        {
            log?.For("thelper").Debug($"{e}");
            error.WriteLine(FileFailure.Of(e));
            return ExitCode.UserError;
        }
#pragma warning disable CA1031 // The one place where every failure ends: said, and told by the exit code, instead of a process that aborts.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure.Report(e, log, error);
            return ExitCode.Failure;
        }
        finally
        {
            log?.Dispose();
        }
    }

    /// <summary>The version, as <c>--version</c> prints it.</summary>
    public static string VersionText()
        => typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
