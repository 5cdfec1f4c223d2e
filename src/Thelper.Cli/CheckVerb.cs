using System.CommandLine;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper check CONFIG</c>.</summary>
internal sealed class CheckVerb : Verb
{
    private readonly Option<string> config;
    private readonly TrailingArguments arguments;

    /// <summary>Creates the command.</summary>
    public CheckVerb()
        : base("check", "Build everything a configuration describes and try one batch; write nothing.")
    {
        arguments = new(Command, ("CONFIG", "The configuration file."));
        config = Option("--config", "-c", "CONFIG", "The configuration file.");
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (paths, overrides) = arguments.Read(parsed);
        var position = 0;
        var file = OptionOrArgument(parsed.GetValue(config), paths, ref position)
            ?? throw new UserErrorException("A configuration file is missing: thelper check CONFIG.");
        RequireNoMore(paths, position);
        output.Write(Session.Check(file, environment, overrides));
    }
}
