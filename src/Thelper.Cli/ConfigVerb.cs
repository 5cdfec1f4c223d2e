using System.CommandLine;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary>A command on one configuration: <c>thelper VERB CONFIG [DIR] [OVERRIDES]</c>.</summary>
internal sealed class ConfigVerb : Verb
{
    private readonly string usage;
    private readonly Action<ConfigRequest> run;
    private readonly TrailingArguments arguments;
    private readonly Option<string> config;
    private readonly Option<string>? folder;
    private readonly Option<bool>? overwrite;
    private readonly Option<string>? nameSuffix;
    private readonly Option<bool>? json;

    /// <summary>Creates the command.</summary>
    /// <param name="usage">Its name and arguments, such as <c>new CONFIG DIR</c>.</param>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="folder">What its folder is for; null for a command that writes nothing.</param>
    /// <param name="run">The library call behind it.</param>
    /// <param name="makesSession">Whether it makes a session in its folder.</param>
    /// <param name="hasJson">Whether it can answer in JSON.</param>
    public ConfigVerb(string usage, string description, string? folder, Action<ConfigRequest> run, bool makesSession = false, bool hasJson = false)
        : base(usage.Split(' ')[0], description)
    {
        this.usage = usage;
        this.run = run;
        (string, string)[] paths = [("CONFIG", "The configuration file."), .. folder is null ? [] : new[] { ("DIR", folder) }];
        arguments = new(Command, paths);
        config = Option("--config", "-c", "CONFIG", "The configuration file.");
        this.folder = folder is null ? null : Option("--save-dir", "-d", "DIR", folder);
        if (hasJson)
        {
            Command.Options.Add(json = JsonOption());
        }

        if (makesSession)
        {
            overwrite = new("--overwrite") { Description = "Put the session in the place of one of its name, which is moved aside." };
            nameSuffix = new("--name-suffix") { Description = "Add this to the session's name, after a dash.", HelpName = "TEXT" };
            Command.Options.Add(overwrite);
            Command.Options.Add(nameSuffix);
        }
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (paths, overrides) = arguments.Read(parsed);
        var position = 0;
        var file = OptionOrArgument(parsed.GetValue(config), paths, ref position)
            ?? throw new UserErrorException($"A configuration file is missing: thelper {usage}.");
        var target = folder is null ? null : OptionOrArgument(parsed.GetValue(folder), paths, ref position);
        RequireNoMore(paths, position);
        NewSessionOptions? place = overwrite is null ? null : new() { Overwrite = parsed.GetValue(overwrite), NameSuffix = parsed.GetValue(nameSuffix!) };
        run(new(file, target, overrides, environment, output, place, json is not null && parsed.GetValue(json)));
    }
}
