using System.CommandLine;
using Thelper.Data.Statistics;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper stats CONFIG [DIR]</c>.</summary>
internal sealed class StatsVerb : Verb
{
    private readonly Option<string> config;
    private readonly Option<string> folder;
    private readonly TrailingArguments arguments;

    /// <summary>Creates the command.</summary>
    public StatsVerb()
        : base("stats", "Count and measure the data of a configuration: classes, sizes, means, duplicates.")
    {
        arguments = new(Command, ("CONFIG", "The configuration file."), ("DIR", "Folder for stats.json; without it, the statistics are only printed."));
        config = Option("--config", "-c", "CONFIG", "The configuration file.");
        folder = Option("--save-dir", "-d", "DIR", "Folder for stats.json.");
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (paths, overrides) = arguments.Read(parsed);
        var position = 0;
        var file = OptionOrArgument(parsed.GetValue(config), paths, ref position)
            ?? throw new UserErrorException("A configuration file is missing: thelper stats CONFIG [DIR].");
        var target = OptionOrArgument(parsed.GetValue(folder), paths, ref position);
        RequireNoMore(paths, position);
        var statistics = Session.Stats(file, environment, overrides);
        output.Write(statistics.ToText());
        if (target is not null)
        {
            output.Write($"saved: {statistics.Save(target)}\n");
        }
    }
}
