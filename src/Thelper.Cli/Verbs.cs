using Thelper.Config;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary>The commands of the program, in the order of the help.</summary>
internal static class Verbs
{
    private const string SessionFolder = "The folder in which the session's folder is made.";

    /// <summary>Creates the commands.</summary>
    public static IReadOnlyList<Verb> Create() =>
    [
        new InitVerb(),
        new ConfigVerb(
            "new CONFIG DIR",
            "Create a session: train, validate and test a model.",
            SessionFolder,
            request => Session.Create(request.Config, request.Folder, request.Environment, request.Overrides, options: request.Place),
            makesSession: true),
        new ConfigVerb(
            "cl_new CONFIG DIR",
            "Like 'new', for clusters: the configuration must not name a device.",
            SessionFolder,
            request => Session.Create(request.Config, request.Folder, request.Environment, request.Overrides, forCluster: true, request.Place),
            makesSession: true),
        new ResumeVerb(),
        new ConfigVerb(
            "check CONFIG",
            "Build everything a configuration describes and try one batch; write nothing.",
            folder: null,
            request => Guidance.Answer(request, Session.Check(request.Config, request.Environment, request.Overrides)),
            hasJson: true)
        {
            IsQuiet = true,
        },
        new ConfigVerb(
            "stats CONFIG [DIR]",
            "Count and measure the data of a configuration: classes, sizes, means, duplicates.",
            "Folder for stats.json; without it, the statistics are only printed.",
            Statistics,
            hasJson: true),
        new VizVerb(),
        new AuditVerb(),
        new AnnotVerb(),
        new ConfigVerb(
            "split CONFIG DIR",
            "Split the datasets and pack the sets into one HDF5 archive.",
            SessionFolder,
            request => Session.Split(request.Config, request.Folder, request.Environment, request.Overrides, request.Place),
            makesSession: true),
        new ExportVerb(),
        new VerifyVerb(),
        new InferVerb(),
        new BrowseVerb(),
        new SessionsDiffVerb(),
        new ConfigVerb("print CONFIG", "Print a configuration as it is used: composed, with defaults, and where each value comes from.", folder: null, Guidance.Resolved, hasJson: true)
        {
            Group = ("config", "Look at a configuration."),
        },
        new ModelsVerb(),
        new PlainVerb("types PATTERN", "List the types that configurations can name, by kind.", "Part of a name, or a kind (model, metric); * and ? stand for any characters.", Guidance.Types, hasJson: true, completions: Guidance.Kinds),
        new PlainVerb("help TOPIC", "Explain a command or a type: parameters, defaults, an example.", "A command, or the name of a type.", Guidance.Help, hasJson: true, completions: Guidance.Topics),
        new PlainVerb("schema", "Print the JSON Schema of configurations, for editors.", about: null, Guidance.Schema),
        new PlainVerb("completion SHELL", "Print what makes a shell complete commands, options, types and keys.", "bash, zsh or fish.", Completion.Script, completions: () => Completion.Shells),
        new PlainVerb("version", "Print the version.", about: null, request => request.Output.WriteLine(CommandLine.VersionText())),
    ];

    private static void Statistics(ConfigRequest request)
    {
        var statistics = Session.Stats(request.Config, request.Environment, request.Overrides);
        request.Output.Write(request.AsJson ? ConfigWriter.ToReadableJson(statistics.ToPlain()) + "\n" : statistics.ToText());
        if (request.Folder is not null)
        {
            var file = statistics.Save(request.Folder);
            request.Output.Write(request.AsJson ? "" : $"saved: {file}\n");
        }
    }
}
