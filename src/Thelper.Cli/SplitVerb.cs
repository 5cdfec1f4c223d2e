using System.CommandLine;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper split CONFIG DIR</c>.</summary>
internal sealed class SplitVerb : Verb
{
    private readonly Option<string> config;
    private readonly Option<string> saveDir;
    private readonly TrailingArguments arguments;

    /// <summary>Creates the command.</summary>
    public SplitVerb()
        : base("split", "Split the datasets and pack the sets into one HDF5 archive.")
    {
        arguments = new(Command, ("CONFIG", "The configuration file."), ("DIR", "The folder in which the session's folder is made."));
        config = Option("--config", "-c", "CONFIG", "The configuration file.");
        saveDir = Option("--save-dir", "-d", "DIR", "The folder in which the session's folder is made.");
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (paths, overrides) = arguments.Read(parsed);
        var position = 0;
        var file = OptionOrArgument(parsed.GetValue(config), paths, ref position)
            ?? throw new UserErrorException("A configuration file is missing: thelper split CONFIG DIR.");
        var folder = OptionOrArgument(parsed.GetValue(saveDir), paths, ref position);
        RequireNoMore(paths, position);
        Session.Split(file, folder, environment, overrides);
    }
}
