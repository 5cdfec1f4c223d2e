using System.Globalization;
using Thelper.Audit;
using Thelper.Data.Loading;
using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Sessions;

/// <content>Whether labels move with their pixels.</content>
public static partial class Session
{
    /// <summary>
    /// Takes samples through the pipeline of their set as its loader does, with marks planted into their pixels, and compares where the marks come out with where the labels do.
    /// </summary>
    /// <param name="configPath">The configuration file; its sections <c>datasets</c> and <c>loaders</c> are used.</param>
    /// <param name="options">What is looked at.</param>
    /// <param name="environment">Log, questions and the user's wish to stop.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="UserErrorException">The configuration or the data cannot be used, or there is no such set or sample.</exception>
    public static AuditReport Audit(string configPath, AuditOptions options, SessionEnvironment environment, IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        using var opening = SessionOpening.Open(configPath, overrides, _ => SessionNeeds.Data, environment);
        var loaders = opening.OpenData();
        var replay = options.Replay is { } path ? SampleReplay.Load(path) : null;
        var loader = SetOf(loaders, replay?.Set ?? options.Set);
        var epoch = replay?.Epoch ?? options.Epoch;
        var files = new List<string>();
        var audits = new List<SampleAudit>();
        // An own transform may draw from libtorch's generator.
        using var generators = torch.random.fork_rng();
        foreach (var index in replay is null ? Chosen(loader, options) : [options.Index ?? replay.Index])
        {
            environment.Stop.ThrowIfRequested();
            using var scope = torch.NewDisposeScope();
            var record = replay ?? SampleReplay.Record(loader, index, epoch);
            var steps = record.Steps(loader);
            var (home, _) = loader.Dataset.Locate(index);
            audits.Add(SampleAudit.Run(loader.Dataset, index, loader.Name, steps, loaders.Task.Fields, options.Folder is null ? null : (audit, samples) =>
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{loader.Name}-{index:D5}");
                Directory.CreateDirectory(options.Folder);
                if (AuditDrawing.Create(audit, samples, steps, loaders.Task.Fields, home.IsBgr ? ChannelOrder.Bgr : ChannelOrder.Rgb) is { } picture)
                {
                    files.Add(Path.Combine(options.Folder, name + ".png"));
                    ImageCodec.Save(files[^1], ImageOps.ConvertColor(picture, ColorConversion.BgrToRgb));
                }

                if (replay is null)
                {
                    files.Add(Path.Combine(options.Folder, name + ".replay.json"));
                    record.Save(files[^1]);
                }
            }));
        }

        return new(opening.Name, loader.Name, epoch, audits, files) { Replayed = replay is null ? null : Differences(replay, loader, options.Index) };
    }

    private static IReadOnlyList<string>? Differences(SampleReplay replay, DataLoader loader, int? index)
    {
        if (index is { } other && other != replay.Index)
        {
            return null;
        }

        using var sample = replay.Apply(loader);
        return replay.Differences(sample);
    }

    private static IEnumerable<int> Chosen(DataLoader loader, AuditOptions options)
    {
        if (options.Index is { } one)
        {
            return [one];
        }

        var all = loader.Sampler.Indices.Distinct().ToList();
        var last = Math.Min(Math.Max(1, options.Samples), all.Count) - 1;
        return Enumerable.Range(0, last + 1).Select(i => all[last == 0 ? 0 : (int)((long)i * (all.Count - 1) / last)]);
    }

    private static DataLoader SetOf(Loaders loaders, string? name)
    {
        DataLoader[] sets = [.. new[] { loaders.Train, loaders.Valid, loaders.Test }.OfType<DataLoader>()];
        return name is null ? sets[0] : Array.Find(sets, set => set.Name == name)
            ?? throw new UserErrorException($"there is no set '{name}' to look at; the configuration has {string.Join(", ", sets.Select(set => set.Name))}");
    }
}
