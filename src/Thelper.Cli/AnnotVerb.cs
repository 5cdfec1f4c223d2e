using System.CommandLine;
using Thelper.Sessions;
using Thelper.Web.Annotating;

namespace Thelper.Cli;

/// <summary><c>thelper annot CONFIG DIR</c>: paint masks over the samples of a configuration, in the browser.</summary>
internal sealed class AnnotVerb : Verb
{
    private readonly TrailingArguments arguments;
    private readonly Option<string> config;
    private readonly Option<string> saveDir;
    private readonly Option<string> prelabel = new("--prelabel") { Description = "A session's folder, a checkpoint or an ONNX file whose model annotates samples first, where it is asked to.", HelpName = "MODEL" };
    private readonly PageSwitches pages;

    /// <summary>Creates the command.</summary>
    public AnnotVerb()
        : base("annot", "Annotate the data of a configuration in the browser: masks, polygons, boxes, classes.")
    {
        arguments = new(Command, ("CONFIG", "The configuration file."), ("DIR", "The folder in which the session's folder is, or is made."));
        config = Option("--config", "-c", "CONFIG", "The configuration file.");
        saveDir = Option("--save-dir", "-d", "DIR", "The folder in which the session's folder is, or is made.");
        Command.Options.Add(prelabel);
        pages = new(Command);
        IsServer = true;
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (paths, overrides) = arguments.Read(parsed);
        var position = 0;
        var file = OptionOrArgument(parsed.GetValue(config), paths, ref position) ?? throw new UserErrorException("A configuration file is missing: thelper annot CONFIG DIR.");
        var folder = OptionOrArgument(parsed.GetValue(saveDir), paths, ref position);
        RequireNoMore(paths, position);
        AnnotationServer.Run(file, folder, parsed.GetValue(prelabel), pages.Read(parsed), environment, output, overrides);
    }
}
