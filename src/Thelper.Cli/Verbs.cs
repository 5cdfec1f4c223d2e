using Thelper.Data.Statistics;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary>The commands of the program, in the order of the help.</summary>
internal static class Verbs
{
    private const string SessionFolder = "The folder in which the session's folder is made.";

    // Commands of thelper 0.6.2, and what to do instead.
    private static readonly Dictionary<string, string> Missing = new(StringComparer.Ordinal)
    {
        ["viz"] = "look at the data with 'thelper stats', and at predictions with the trainer's key 'display'",
        ["annot"] = "paint masks with another program; thelper.data.ImageMaskDataset reads them",
    };

    /// <summary>What to say of a command that thelper 0.6.2 has and this program has not; null for any other name.</summary>
    /// <param name="name">What stands in the place of a command.</param>
    public static string? Describe(string name) =>
        Missing.TryGetValue(name, out var instead) ? $"the command '{name}' of thelper 0.6.2 is not there yet: {instead}" : null;

    /// <summary>Creates the commands.</summary>
    public static IReadOnlyList<Verb> Create() =>
    [
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
            request => request.Output.Write(Session.Check(request.Config, request.Environment, request.Overrides))),
        new ConfigVerb(
            "stats CONFIG [DIR]",
            "Count and measure the data of a configuration: classes, sizes, means, duplicates.",
            "Folder for stats.json; without it, the statistics are only printed.",
            Statistics),
        new ConfigVerb(
            "split CONFIG DIR",
            "Split the datasets and pack the sets into one HDF5 archive.",
            SessionFolder,
            request => Session.Split(request.Config, request.Folder, request.Environment, request.Overrides, request.Place),
            makesSession: true),
        new ConfigVerb(
            "export CONFIG DIR",
            "Export a model: its weights with what they mean, TorchScript, ONNX; each is run before it counts.",
            SessionFolder,
            request => Session.Export(request.Config, request.Folder, request.Environment, request.Overrides, request.Place),
            makesSession: true),
        new InferVerb(),
    ];

    private static void Statistics(ConfigRequest request)
    {
        var statistics = Session.Stats(request.Config, request.Environment, request.Overrides);
        request.Output.Write(statistics.ToText());
        if (request.Folder is not null)
        {
            request.Output.Write($"saved: {statistics.Save(request.Folder)}\n");
        }
    }
}
