using System.CommandLine;
using Thelper.Sessions;
using Thelper.Web.Browsing;

namespace Thelper.Cli;

/// <summary><c>thelper browse [DIR]</c>.</summary>
internal sealed class BrowseVerb : Verb
{
    private readonly Argument<string?> folder = new("DIR") { Description = "The folder of sessions, or a session's (default: this folder).", HelpName = "DIR", Arity = ArgumentArity.ZeroOrOne };
    private readonly PageSwitches switches;

    /// <summary>Creates the command.</summary>
    public BrowseVerb()
        : base("browse", "Show all sessions below a folder in the browser: curves, settings, outputs, projections, batches.")
    {
        (IsServer, IsQuiet) = (true, true);
        Command.Arguments.Add(folder);
        switches = new(Command);
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var given = parsed.GetValue(folder) ?? ".";
        if (given.StartsWith('-'))
        {
            throw new UserErrorException(Misunderstanding.UnknownOption(given, Command));
        }

        SessionBrowser.Serve(given, switches.Read(parsed), environment, output);
    }
}
