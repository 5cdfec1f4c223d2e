using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Torch;

namespace Thelper.Sessions;

/// <summary>The top-level keys <c>reproducible</c> and <c>threads</c>: what the bits of a session's results depend on beside its configuration and seeds.</summary>
/// <remarks>The native libraries choose their kernels when they are loaded, so that this is read and put into force before the first tensor of a session.</remarks>
internal sealed class Reproducibility : IDisposable
{
    private const string LevelKey = "reproducible";
    private const string ThreadsKey = "threads";
    private const int MostThreads = 1024;

    private readonly int? threadsBefore;
    private readonly bool? determinismBefore;

    private Reproducibility(ConfigNode config, ILogger log, System.Threading.Tasks.Task? gate = null)
    {
        Level = LevelOf(config);
        var threads = (int?)(config.Get(ThreadsKey)?.Value as long?);
        if (Level == ReproducibilityLevel.Portable)
        {
            ProcessorPins.Set();
        }

        NativePreload.Start(gate);
        if (Level == ReproducibilityLevel.Portable)
        {
            // Atomic additions of several threads come in any order.
            determinismBefore = torch.are_deterministic_algorithms_enabled();
            torch.use_deterministic_algorithms(true);
            threads ??= torch.get_num_threads();
            log.Info(string.Create(CultureInfo.InvariantCulture, $"reproducible: portable (threads: {threads})"));
        }

        Threads = threads;
        if (threads is { } count)
        {
            threadsBefore = torch.get_num_threads();
            torch.set_num_threads(count);
        }
    }

    /// <summary>The level in force.</summary>
    public ReproducibilityLevel Level { get; }

    /// <summary>The threads of an operator; null where libtorch decides.</summary>
    public int? Threads { get; }

    /// <summary>Puts into force what a new session's configuration says, until disposed; the choice of kernels is for good.</summary>
    /// <param name="config">The configuration. It receives what is wrong with the two keys, which are then left out of account, and the number of threads of a portable session.</param>
    /// <param name="log">Told of a portable session.</param>
    /// <param name="gate">When native libraries may be loaded; null for at once.</param>
    /// <exception cref="InvalidOperationException">The session is to be portable, but the process has used libtorch before without <see cref="ProcessorPins"/>.</exception>
    public static Reproducibility Enter(ConfigSections config, ILogger log, System.Threading.Tasks.Task? gate = null)
    {
        var mistakes = config.Errors.Count;
        Check(config.Root, config.Errors);
        if (config.Errors.Count > mistakes)
        {
            return new(ConfigNode.Map([], "", 0, ""), log, gate);
        }

        var entered = new Reproducibility(config.Root, log, gate);
        entered.Record(config);
        return entered;
    }

    /// <summary>The same for a session that goes on: as it was, unless the command line says otherwise.</summary>
    /// <param name="stored">The configuration in its checkpoint.</param>
    /// <param name="threads">The threads that it ran with; 0 if unknown.</param>
    /// <param name="config">The configuration that it goes on with.</param>
    /// <param name="log">Told of a portable session.</param>
    /// <exception cref="UserErrorException">The keys hold something else, this processor cannot do it, or a file contradicts the session.</exception>
    /// <exception cref="InvalidOperationException">As for a new session.</exception>
    public static Reproducibility Resume(ConfigNode stored, int threads, ConfigNode config, ILogger log)
    {
        var errors = new ConfigErrors();
        var before = LevelOf(stored);
        if (!config.Has(LevelKey) && before == ReproducibilityLevel.Portable)
        {
            config = config.With(LevelKey, stored.Get(LevelKey)!);
        }

        Check(config, errors);
        errors.ThrowIfAny();
        RequireSame(LevelOf(config) == before, config, LevelKey, NameOf(before), errors);
        if (LevelOf(config) == ReproducibilityLevel.Portable && threads > 0)
        {
            config = config.Has(ThreadsKey) ? config : config.With(ThreadsKey, ConfigNode.Scalar((long)threads, stored.File, 0, ThreadsKey));
            RequireSame(config.Get(ThreadsKey)!.Value is long count && count == threads, config, ThreadsKey, threads, errors);
        }

        errors.ThrowIfAny();
        return new(config, log);
    }

    /// <summary>The level that a checked configuration asks for.</summary>
    public static ReproducibilityLevel LevelOf(ConfigNode config)
        => config.Get(LevelKey)?.Value is "portable" ? ReproducibilityLevel.Portable : ReproducibilityLevel.Machine;

    /// <summary>The level's name in configurations.</summary>
    public static string NameOf(ReproducibilityLevel level) => level == ReproducibilityLevel.Portable ? "portable" : "machine";

    /// <summary>Writes into a configuration what is in force, where that is not what any machine would do by itself.</summary>
    public void Record(ConfigSections config)
    {
        if (Level == ReproducibilityLevel.Portable)
        {
            config.Record(LevelKey, Scalar(NameOf(Level), LevelKey));
            config.Record(ThreadsKey, Scalar((long)Threads!, ThreadsKey));
        }

        ConfigNode Scalar(object value, string key) => ConfigNode.Scalar(value, config.Root.File, 0, key);
    }

    /// <summary>What has changed since a checkpoint was saved, in words.</summary>
    public IReadOnlyList<string> ChangesSince(Checkpoint checkpoint)
    {
        var changes = new List<string>();
        void Add(bool known, object before, object now, string what)
        {
            if (known && !before.Equals(now))
            {
                changes.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {now} (before: {before})"));
            }
        }

        Add(checkpoint.LibTorch is not null, NameOf(LevelOf(checkpoint.Config)), NameOf(Level), LevelKey);
        Add(checkpoint.Threads > 0, checkpoint.Threads, torch.get_num_threads(), ThreadsKey);
        Add(checkpoint.LibTorch is not null, checkpoint.LibTorch ?? "", torch.__version__, "libtorch");
        return changes;
    }

    /// <summary>Reports a device for which the level cannot hold.</summary>
    public static void CheckDevice(ConfigNode config, torch.Device? device, ConfigErrors errors)
    {
        if (device is { type: not DeviceType.CPU } && LevelOf(config) == ReproducibilityLevel.Portable)
        {
            errors.Add(config.Get(LevelKey)!, $"'portable' holds for x86-64 processors, and the session is to compute on {device}: name the device 'cpu', or say 'machine'");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (threadsBefore is { } count)
        {
            torch.set_num_threads(count);
        }

        if (determinismBefore is { } enabled)
        {
            torch.use_deterministic_algorithms(enabled);
        }
    }

    private static void Check(ConfigNode config, ConfigErrors errors)
    {
        if (config.Get(LevelKey) is { } level)
        {
            if (level.Value is not ("machine" or "portable"))
            {
                errors.Add(level, $"expected 'machine' or 'portable', got {level.Describe()}{(level.Value is string name ? NearestName.Guess(name, ["machine", "portable"]) : "")}");
            }
            else if (level.Value is "portable" && ProcessorPins.Lacking is { } lack)
            {
                errors.Add(level, $"'portable' needs an x86-64 processor with AVX2 and FMA, and {lack}; say 'machine'");
            }
        }

        if (config.Get(ThreadsKey) is { } threads && threads.Value is not (long and >= 1 and <= MostThreads))
        {
            errors.Add(threads, $"expected a number of threads from 1 to {MostThreads}, got {threads.Describe()}");
        }
    }

    private static void RequireSame(bool same, ConfigNode config, string key, object before, ConfigErrors errors)
    {
        if (!same && config.Get(key) is { } node && node.File != ConfigOverrides.Place)
        {
            errors.Add(node, $"the session ran with '{before}'; leave the key out to go on so, or say {key}={node.Value} on the command line to change it from here on");
        }
    }
}
