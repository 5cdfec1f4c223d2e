using System.CommandLine;
using Thelper.Audit;
using Thelper.Config;
using Thelper.Geo.Sampling;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper audit CONFIG [DIR]</c>: whether labels move with their pixels.</summary>
internal sealed class AuditVerb : Verb
{
    private readonly TrailingArguments arguments;
    private readonly Option<string> config;
    private readonly Option<string> saveDir;
    private readonly Option<string> set = new("--set") { Description = "The set whose samples are looked at: train (default), valid or test.", HelpName = "SET" };
    private readonly Option<int?> samples = new("--samples") { Description = "How many samples, spread over the set (default: 16).", HelpName = "N" };
    private readonly Option<int?> sample = new("--sample") { Description = "One sample, by its number in the set's data.", HelpName = "N" };
    private readonly Option<int?> epoch = new("--epoch") { Description = "The epoch whose draws are made (default: 0).", HelpName = "N" };
    private readonly Option<string> replay = new("--replay") { Description = "Make the draws of this record again.", HelpName = "FILE" };
    private readonly Option<bool> places = new("--places") { Description = "Compare where the samples of the sets lie on the ground instead: distances, overlaps, likeness of neighbours, and a map." };
    private readonly Option<bool> json = JsonOption();

    /// <summary>Creates the command.</summary>
    public AuditVerb()
        : base("audit", "Plant marks into samples, run the operations, and compare where marks and labels come out.")
    {
        arguments = new(Command, ("CONFIG", "The configuration file."), ("DIR", "Folder for pictures and records of the draws; without it, nothing is written."));
        config = Option("--config", "-c", "CONFIG", "The configuration file.");
        saveDir = Option("--save-dir", "-d", "DIR", "Folder for pictures and records of the draws; without it, nothing is written.");
        set.AcceptOnlyFromAmong("train", "valid", "test");
        foreach (var option in new Option[] { set, samples, sample, epoch, replay, places, json })
        {
            Command.Options.Add(option);
        }

        IsQuiet = true;
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (paths, overrides) = arguments.Read(parsed);
        var position = 0;
        var file = OptionOrArgument(parsed.GetValue(config), paths, ref position) ?? throw new UserErrorException("A configuration file is missing: thelper audit CONFIG [DIR].");
        var folder = OptionOrArgument(parsed.GetValue(saveDir), paths, ref position);
        RequireNoMore(paths, position);
        if (parsed.GetValue(places))
        {
            RequireNone(parsed, [set, samples, sample, epoch, replay], "is not for places (--places)");
            var found = PlaceAudit.Run(file, folder, environment, overrides);
            output.Write(parsed.GetValue(json) ? ConfigWriter.ToReadableJson(found.ToPlain()) + "\n" : found.ToText() + string.Concat(found.Files.Select(saved => $"saved: {saved}\n")));
            return;
        }

        var defaults = new AuditOptions();
        var options = new AuditOptions
        {
            Set = parsed.GetValue(set),
            Samples = AtLeast(samples, parsed.GetValue(samples) ?? defaults.Samples, 1),
            Index = parsed.GetValue(sample) is { } number ? AtLeast(sample, number, 0) : null,
            Epoch = AtLeast(epoch, parsed.GetValue(epoch) ?? defaults.Epoch, 0),
            Folder = folder,
            Replay = parsed.GetValue(replay),
        };
        if (options.Replay is not null && (parsed.GetResult(set) is { Implicit: false } || parsed.GetResult(epoch) is { Implicit: false } || parsed.GetResult(samples) is { Implicit: false }))
        {
            throw new UserErrorException("--replay: the record says set, sample and epoch; leave out --set, --samples and --epoch (--sample does the same to another sample).");
        }

        var report = Session.Audit(file, options, environment, overrides);
        output.Write(parsed.GetValue(json) ? ConfigWriter.ToReadableJson(report.ToPlain()) + "\n" : report.ToText());
        if (!parsed.GetValue(json) && folder is not null)
        {
            output.Write($"saved: {report.Files.Count} files in {folder}\n");
        }

        if (report.IsOff)
        {
            throw new DriftException($"thelper: labels do not lie where their pixels are ({report.Faults.Count} {(report.Faults.Count == 1 ? "place" : "places")}, see above); docs/audit.md says what to do.");
        }
    }

    private static int AtLeast(Option option, int value, int least) => value >= least ? value : throw new UserErrorException($"{option.Name}: must be at least {least}, not {value}.");
}
