using System.CommandLine;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper new CONFIG DIR</c>, and <c>cl_new</c> for clusters, where the scheduler decides on the device.</summary>
internal sealed class NewVerb : Verb
{
    private readonly bool forCluster;
    private readonly Option<string> config;
    private readonly Option<string> saveDir;
    private readonly TrailingArguments arguments;

    /// <summary>Creates the command.</summary>
    /// <param name="forCluster">Whether a device in the configuration is refused.</param>
    public NewVerb(bool forCluster)
        : base(forCluster ? "cl_new" : "new", forCluster ? "Like 'new', for clusters: the configuration must not name a device." : "Create a session: train, validate and test a model.")
    {
        this.forCluster = forCluster;
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
            ?? throw new UserErrorException($"A configuration file is missing: thelper {Command.Name} CONFIG DIR.");
        var folder = OptionOrArgument(parsed.GetValue(saveDir), paths, ref position);
        RequireNoMore(paths, position);
        Session.Create(file, folder, environment, overrides, forCluster);
    }
}
