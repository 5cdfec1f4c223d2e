using System.CommandLine;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary>One command of the program: its options, and the library call behind it.</summary>
/// <param name="name">The command's name.</param>
/// <param name="description">What it does, for the help.</param>
internal abstract class Verb(string name, string description)
{
    /// <summary>The command.</summary>
    public Command Command { get; } = new(name, description);

    /// <summary>The command that it stands below, and what that is for; null for a command of the program.</summary>
    public (string Name, string Description)? Group { get; init; }

    /// <summary>Whether its answer is all there is to say: the console gets warnings alone, unless asked for more.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Whether it serves pages until it is ended, which is how it succeeds.</summary>
    public bool IsServer { get; init; }

    /// <summary>Whether programs read its answer: where that goes to a file or pipe it is not changed, and on a terminal nothing in it steers that.</summary>
    public bool WritesData { get; init; }

    /// <summary>Runs it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">Log, questions, progress and the user's wish to stop.</param>
    /// <param name="output">Standard output.</param>
    public abstract void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output);

    /// <summary>The option for an answer that machines read.</summary>
    protected static Option<bool> JsonOption() => new("--json") { Description = "Answer in JSON." };

    /// <summary>Adds an option that takes a text.</summary>
    protected Option<string> Option(string name, string alias, string help, string description)
    {
        var option = new Option<string>(name, alias) { Description = description, HelpName = help };
        Command.Options.Add(option);
        return option;
    }

    /// <summary>The option if given, else the argument at that place; both is a contradiction.</summary>
    protected static string? OptionOrArgument(string? option, IReadOnlyList<string> arguments, ref int position)
        => option ?? (position < arguments.Count ? arguments[position++] : null);

    /// <summary>Fails for arguments that an option has made superfluous.</summary>
    protected static void RequireNoMore(IReadOnlyList<string> arguments, int position)
    {
        if (position < arguments.Count)
        {
            throw new UserErrorException($"'{arguments[position]}': not understood, because everything that it could be was given by an option.");
        }
    }

    /// <summary>Fails for options that were given and belong to another form of the command.</summary>
    protected static void RequireNone(ParseResult parsed, Option[] options, string reason)
    {
        if (Array.Find(options, option => parsed.GetResult(option) is { Implicit: false }) is { } option)
        {
            throw new UserErrorException($"{option.Name}: {reason}.");
        }
    }
}
