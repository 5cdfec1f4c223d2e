using System.CommandLine;
using Thelper.Sessions;
using Thelper.Web.Viewing;

namespace Thelper.Cli;

/// <summary><c>thelper viz CONFIG</c>: look at samples in the browser, or as pictures in a folder.</summary>
internal sealed class VizVerb : Verb
{
    private readonly TrailingArguments arguments;
    private readonly Option<string> config;
    private readonly Option<string> checkpoint = new("--ckpt-path") { Description = "A session or checkpoint whose model scores samples, so that they can be sorted by loss and confidence.", HelpName = "PATH" };
    private readonly Option<string> output = new("--output", "-o") { Description = "Write pictures to this folder, and serve no pages.", HelpName = "DIR" };
    private readonly Option<int?> count = new("--count") { Description = "With --output: how many samples of each set, spread over it (default: 64).", HelpName = "N" };
    private readonly Option<int?> epoch = new("--epoch") { Description = "With --output: the epoch whose draws are made (default: 0).", HelpName = "N" };
    private readonly PageSwitches pages;

    /// <summary>Creates the command.</summary>
    public VizVerb()
        : base("viz", "Look at samples in the browser: as they are read, and as the model gets them.")
    {
        arguments = new(Command, ("CONFIG", "The configuration file."));
        config = Option("--config", "-c", "CONFIG", "The configuration file.");
        foreach (var option in new Option[] { checkpoint, output, count, epoch })
        {
            Command.Options.Add(option);
        }

        pages = new(Command);
        (IsQuiet, IsServer) = (true, true);
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (paths, overrides) = arguments.Read(parsed);
        var position = 0;
        var file = OptionOrArgument(parsed.GetValue(config), paths, ref position) ?? throw new UserErrorException("A configuration file is missing: thelper viz CONFIG.");
        RequireNoMore(paths, position);
        if (parsed.GetValue(this.output) is null)
        {
            RequireNone(parsed, [count, epoch], "is for pictures in a folder (--output DIR)");
        }
        else
        {
            RequireNone(parsed, pages.All, "is for pages, and --output DIR serves none");
        }

        var defaults = new ViewerOptions();
        Viewer.Run(
            file,
            new()
            {
                Checkpoint = parsed.GetValue(checkpoint),
                Output = parsed.GetValue(this.output),
                Count = AtLeast(count, parsed.GetValue(count) ?? defaults.Count, 1),
                Epoch = AtLeast(epoch, parsed.GetValue(epoch) ?? defaults.Epoch, 0),
                Pages = pages.Read(parsed),
            },
            environment,
            output,
            overrides);
    }

    private static int AtLeast(Option option, int value, int least) => value >= least ? value : throw new UserErrorException($"{option.Name}: must be at least {least}, not {value}.");
}
