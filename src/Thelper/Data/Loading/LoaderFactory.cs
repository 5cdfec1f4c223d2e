using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Data.Caching;
using Thelper.Data.Datasets;
using Thelper.Data.Mixing;
using Thelper.Data.Sampling;
using Thelper.Data.Splitting;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Loading;

/// <summary>Reads the <c>loaders</c> section, splits datasets and makes the loaders.</summary>
public sealed class LoaderFactory
{
    private const int RandomSeedLimit = 65536;
    private static readonly LoaderSet[] Sets = [LoaderSet.Train, LoaderSet.Valid, LoaderSet.Test];
    private readonly ConfigNode section;
    private readonly TypeRegistry types;
    private readonly ConfigErrors errors;
    private readonly SetPlan[] plans;
    private readonly Func<ILogger?, SampleCache>? cache;
    private readonly List<(string Key, int Seed)> chosenSeeds = [];
    private ILogger? log;
    private StopRequest? stop;

    /// <summary>Reads the section; nothing is opened.</summary>
    /// <param name="section">The <c>loaders</c> section.</param>
    /// <param name="types">Finds operations, samplers and collate functions.</param>
    /// <param name="errors">Receives every mistake; the factory is usable only if there was none.</param>
    /// <param name="seeds">Seeds for those that the section leaves open; null to draw them.</param>
    public LoaderFactory(ConfigNode section, TypeRegistry types, ConfigErrors errors, Seeds? seeds = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(errors);
        this.section = section;
        this.types = types;
        this.errors = errors;
        Options = OptionsBinder.Bind<LoadersOptions>(section, errors);
        Seeds = new Seeds(
            Seed("test_seed", Options.TestSeed ?? seeds?.Test),
            Seed("valid_seed", Options.ValidSeed ?? seeds?.Valid),
            Seed("torch_seed", Options.TorchSeed ?? seeds?.Torch),
            Seed("numpy_seed", Options.NumpySeed ?? seeds?.Numpy),
            Seed("random_seed", Options.RandomSeed ?? seeds?.Random));
        plans = Array.ConvertAll(Sets, ReadPlan);
        BaseTransforms = Options.BaseTransforms is { Kind: not ConfigKind.Null } stages ? TransformsFactory.Load(stages, types, errors) : null;
        cache = CacheOptions.Bind(Options.Cache, errors);
        if (section.Get("bad_sample_budget") is { } budget && Options.OnBadSample == "fail")
        {
            errors.Add(budget, "a budget needs \"on_bad_sample\": \"skip\" or \"substitute\"; by default the first bad sample ends the run");
        }

        SplitSettings = new SplitSettings(
            SplitShares.Read("train_split", Options.TrainSplit, errors),
            SplitShares.Read("valid_split", Options.ValidSplit, errors),
            SplitShares.Read("test_split", Options.TestSplit, errors),
            Seeds,
            Shuffle: Array.Exists(plans, plan => plan.Shuffle),
            Balance: !Options.SkipBalancing,
            SkipNorm: Options.SkipNorm,
            UseAll: Options.UseAllSamples,
            BalanceImageFolders: Options.BalanceImageFolders);
        if (SplitSettings.Train.Count + SplitSettings.Valid.Count + SplitSettings.Test.Count == 0)
        {
            errors.Add(section, "no split is defined: name at least one dataset in train_split, valid_split or test_split, such as \"train_split\": {\"my_dataset\": 1.0}");
        }
    }

    /// <summary>The section's settings.</summary>
    public LoadersOptions Options { get; }

    /// <summary>The session's seeds, chosen ones included.</summary>
    public Seeds Seeds { get; }

    /// <summary>Transforms of all samples, or null.</summary>
    public ITransform? BaseTransforms { get; }

    /// <summary>Shares and seeds of the split.</summary>
    public SplitSettings SplitSettings { get; }

    /// <summary>The samples that could not be loaded, once the loaders are made; null where the first one ends the run.</summary>
    public BadSamples? BadSamples { get; private set; }

    /// <summary>What keeps loaded samples, once the loaders are made; null for none.</summary>
    public SampleCache? Cache { get; private set; }

    /// <summary>Tells the settings.</summary>
    /// <param name="log">Told the settings now, and everything later.</param>
    /// <param name="stop">The user's wish to stop, for the loaders; null for nobody's.</param>
    public void Begin(ILogger? log, StopRequest? stop = null)
    {
        (this.log, this.stop) = (log, stop);
        log?.Debug("loading data configuration...");
        foreach (var (key, seed) in chosenSeeds)
        {
            log?.Info(FormattableString.Invariant($"setting '{key}' to {seed}"));
        }

        foreach (var set in Sets)
        {
            log?.Debug($"loading {Name(set)} augments...");
        }

        LogPlans();
        if (BaseTransforms is not null)
        {
            log?.Debug($"base transforms: {BaseTransforms}");
        }
    }

    /// <summary>Seeds libtorch's generator, so that what is drawn next (weights) follows from the seeds.</summary>
    public void SeedTorch() => torch.manual_seed(Seeds.Torch!.Value);

    /// <summary>Splits the datasets.</summary>
    /// <param name="datasets">The datasets, in configuration order.</param>
    /// <param name="task">Their common task.</param>
    /// <param name="ask">Asked whether to scale up shares that leave samples over; null answers no.</param>
    /// <exception cref="UserErrorException">The split does not fit the datasets.</exception>
    public DatasetSplit GetSplit(IReadOnlyDictionary<string, Dataset> datasets, Task? task, Func<string, bool>? ask = null)
    {
        try
        {
            var split = Splitter.Split(datasets, task, SplitSettings, log, ask);
            SplitShortage.Tell(datasets, SplitSettings, split, log);
            return split;
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{section.Where}: {error.Message}", error);
        }
    }

    /// <summary>Makes the loaders; a set without samples gets none.</summary>
    /// <param name="datasets">The datasets, in configuration order.</param>
    /// <param name="task">Their common task.</param>
    /// <param name="split">Which samples go where.</param>
    /// <exception cref="UserErrorException">A sampler or collate function refuses its parameters.</exception>
    public (DataLoader? Train, DataLoader? Valid, DataLoader? Test) CreateLoaders(IReadOnlyDictionary<string, Dataset> datasets, Task task, DatasetSplit split)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        ArgumentNullException.ThrowIfNull(split);
        if (task is Classification { MultiLabel: false, ClassNames: [var only] })
        {
            log?.Warn($"the task has one class, '{only}': there is nothing to tell apart, and every prediction will be right");
        }

        CheckPipelines(datasets, task, split);
        BadSamples = Tolerance(datasets, split);
        var made = cache?.Invoke(log);
        foreach (var dataset in datasets.Values)
        {
            dataset.Cache = made;
        }

        Cache = made;
        var loaders = Array.ConvertAll(Sets, set => CreateLoader(set, datasets, task, split));
        var counts = string.Join('\n', Sets.Where(set => loaders[(int)set] is not null).Select(set => Line(set, loaders[(int)set]!.BatchCount.ToString(CultureInfo.InvariantCulture))));
        log?.Info($"initialized loaders with batch counts:\n{counts}");
        return (loaders[0], loaders[1], loaders[2]);
    }

    // Everything at once, and each stage once, although several sets go through it.
    private void CheckPipelines(IReadOnlyDictionary<string, Dataset> datasets, Task task, DatasetSplit split)
    {
        var parts = (
            from set in Sets
            from entry in datasets
            where split.Of(set).TryGetValue(entry.Key, out var chosen) && chosen.Count > 0
            select (Set: Name(set), Name: entry.Key, Dataset: entry.Value, Pipeline: Augmented(entry.Value.Transforms, plans[(int)set]))).ToList();
        var pipelines = parts.ConvertAll(part => part.Pipeline);
        var refusals = pipelines.SelectMany(pipeline => SamplePipeline.Refusals(pipeline, task.Fields)).Distinct().ToList();
        refusals.AddRange(plans[(int)LoaderSet.Train].Mixing.Where(mix => mix.Operation.Refusal(task) is not null).Select(mix => $"{mix.Place.Where}: {mix.Operation.TypeName}: {mix.Operation.Refusal(task)}"));
        if (refusals.Count > 0)
        {
            throw new UserErrorException(string.Join('\n', refusals));
        }

        foreach (var warning in pipelines.SelectMany(pipeline => SamplePipeline.Warnings(pipeline, task.Fields)).Distinct())
        {
            log?.Warn(warning);
        }

        if (ColorMixture.Find(parts, task.Fields.ImageKey) is { } mixture)
        {
            log?.Warn($"{section.Where}: {mixture}");
        }
    }

    private BadSamples? Tolerance(IReadOnlyDictionary<string, Dataset> datasets, DatasetSplit split)
    {
        if (Options.OnBadSample == "fail")
        {
            return null;
        }

        var action = Options.OnBadSample == "skip" ? BadSampleAction.Skip : BadSampleAction.Substitute;
        var total = Sets.Sum(set => split.Of(set).Values.Sum(indices => (long)indices.Count));
        var budget = Options.BadSampleBudget is > 0 and < 1 and var share ? Math.Max(1, share * total) : Options.BadSampleBudget;
        return new BadSamples(action, (int)Math.Min(budget, int.MaxValue), datasets, log);
    }

    private DataLoader? CreateLoader(LoaderSet set, IReadOnlyDictionary<string, Dataset> datasets, Task task, DatasetSplit split)
    {
        var plan = plans[(int)set];
        var parts = new List<(Dataset Dataset, ITransform? Transforms)>();
        var indices = new List<int>();
        var labels = new List<string?>();
        var offset = 0;
        foreach (var (name, dataset) in datasets)
        {
            if (!split.Of(set).TryGetValue(name, out var chosen) || chosen.Count == 0)
            {
                continue;
            }

            var transforms = Augmented(dataset.Transforms, plan);
            parts.Add((dataset, transforms));
            foreach (var index in chosen)
            {
                indices.Add(index + offset);
                labels.Add(split.Labels?[name][index]);
            }

            offset += dataset.Count;
        }

        if (indices.Count == 0)
        {
            return null;
        }

        if (plan.PassLabels && labels.TrueForAll(label => label is null))
        {
            log?.Warn($"the {Name(set)} sampler is passed no classes, which only a class-balanced split knows (a dataset with labels in more than one set); it takes all samples as one class");
        }

        var options = new DataLoaderOptions
        {
            BatchSize = plan.BatchSize,
            Workers = Options.Workers,
            DropLast = Options.DropLast,
            PinMemory = Options.PinMemory,
            Seeds = Seeds,
            Collate = (ICollate?)plan.Collate?.Create() ?? new DefaultCollate(),
            BadSamples = BadSamples,
            Mixing = plan.Mixing.Count == 0 ? null : new Mixing.MixPlan([.. plan.Mixing.Select(mix => mix.Operation)], task),
            Task = task,
            Stop = stop,
            Name = Name(set),
            Place = (Options.BaseTransforms ?? section).Where,
        };
        var input = new SamplerInput(indices, plan.PassLabels ? labels : null, Seeds, plan.Scale);
        var single = parts is [var only] && only.Transforms == only.Dataset.Transforms && only.Dataset.ClassNumbers is null;
        return new DataLoader(single ? parts[0].Dataset : new ConcatDataset(parts, task), options, CreateSampler(plan, input));
    }

    private static Sampler CreateSampler(SetPlan plan, SamplerInput input)
    {
        var sampler = plan.Sampler is { } bound ? (Sampler)bound.Create(input) : plan.Shuffle ? new SubsetRandomSampler(input) : new SubsetSequentialSampler(input);
        return sampler.Total <= Limits.Samples.Value
            ? sampler
            : throw new UserErrorException($"{plan.ScalePlace.Where}: an epoch of more than {Limits.Samples.Value} samples is not drawn; {Limits.Samples.Hint}");
    }

    private static ITransform? Augmented(ITransform? own, SetPlan plan)
    {
        if (plan.Augments is null || own is null)
        {
            return plan.Augments ?? own;
        }

        return new Compose(plan.AppendAugments ? [own, plan.Augments] : [plan.Augments, own]);
    }

    private SetPlan ReadPlan(LoaderSet set)
    {
        var name = Name(set);
        var augments = AugmentsOf(set);
        var (pipeline, append) = augments is { Kind: not ConfigKind.Null } ? TransformsFactory.LoadAugments(augments, types, errors) : (null, false);
        var shuffle = Options.Shuffle ?? Pick(set, Options.TrainShuffle, Options.ValidShuffle, Options.TestShuffle);
        var scale = Pick(set, Options.TrainScale, Options.ValidScale, Options.TestScale);
        var sampler = Either(Options.Sampler, Pick(set, Options.TrainSampler, Options.ValidSampler, Options.TestSampler), "sampler", $"{name}_sampler");
        if (scale != 1.0 && sampler is null && !shuffle)
        {
            errors.Add(section.Get($"{name}_scale")!, $"a set that is neither shuffled nor has a sampler takes every sample once; set \"{name}_shuffle\": true to scale it");
        }

        if (scale != 1.0 && sampler?.Params?.Get("scale") is { } second)
        {
            errors.Add(second, $"the scale is set by '{name}_scale' too; keep one of them");
        }

        return new SetPlan
        {
            BatchSize = Either(Options.BatchSize, Pick(set, Options.TrainBatchSize, Options.ValidBatchSize, Options.TestBatchSize), "batch_size", $"{name}_batch_size") ?? 1,
            Shuffle = shuffle,
            Scale = scale,
            ScalePlace = section.Get($"{name}_scale") ?? sampler?.Params ?? section,
            Augments = pipeline,
            AppendAugments = append,
            Mixing = set == LoaderSet.Train && Options.TrainMix is { Kind: not ConfigKind.Null } mix ? MixFactory.Load(mix, types, errors) : [],
            PassLabels = sampler?.PassLabels ?? false,
            Sampler = sampler?.Type is { } type ? types.Bind(type, sampler.Params, typeof(Sampler), errors, typeof(SamplerInput)) : null,
            Collate = BindCollate(Either(Options.CollateFn, Pick(set, Options.TrainCollateFn, Options.ValidCollateFn, Options.TestCollateFn), "collate_fn", $"{name}_collate_fn")),
        };
    }

    private BoundType? BindCollate(ConfigNode? node)
    {
        if (node is null || node.Kind == ConfigKind.Null)
        {
            return null;
        }

        if (node.Kind != ConfigKind.Map)
        {
            return types.Bind(node, null, typeof(ICollate), errors);
        }

        var options = OptionsBinder.Bind<SamplerOptions>(node, errors);
        return options.Type is { } type ? types.Bind(type, options.Params, typeof(ICollate), errors) : null;
    }

    private ConfigNode? AugmentsOf(LoaderSet set) => set switch
    {
        LoaderSet.Train => Options.Augments ?? Options.TrainValidAugments ?? Options.TrainAugments,
        LoaderSet.Valid => Options.Augments ?? Options.TrainValidAugments ?? Options.EvalAugments ?? Options.ValidTestAugments ?? Options.ValidAugments,
        _ => Options.Augments ?? Options.EvalAugments ?? Options.ValidTestAugments ?? Options.TestAugments,
    };

    private T? Either<T>(T? common, T? specific, string commonKey, string specificKey)
    {
        if (common is not null && specific is not null)
        {
            errors.Add(section.Get(specificKey) ?? section, $"'{commonKey}' is set for all sets; remove it or '{specificKey}'");
        }

        return common ?? specific;
    }

    private int Seed(string key, int? given)
    {
        if (given is { } seed)
        {
            return seed;
        }

        var chosen = System.Security.Cryptography.RandomNumberGenerator.GetInt32(RandomSeedLimit);
        chosenSeeds.Add((key, chosen));
        return chosen;
    }

    private void LogPlans()
    {
        log?.Debug($"batch sizes:\n{Lines(plan => plan.BatchSize.ToString(CultureInfo.InvariantCulture))}");
        var samplers = new StringBuilder("samplers configs:");
        foreach (var set in Sets)
        {
            if (plans[(int)set].Sampler is { } sampler)
            {
                samplers.Append('\n').Append(Line(set, sampler.Name));
            }
        }

        log?.Debug(samplers.ToString());
        log?.Debug($"scaling factors:\n{Lines(plan => PythonRepr.Of(plan.Scale))}");
    }

    private string Lines(Func<SetPlan, string> text) => string.Join('\n', Sets.Select(set => Line(set, text(plans[(int)set]))));

    private static string Line(LoaderSet set, string text) => $"\t{Name(set)} = {text}";

    private static string Name(LoaderSet set) => Pick(set, "train", "valid", "test");

    private static T Pick<T>(LoaderSet set, T train, T valid, T test) => set switch
    {
        LoaderSet.Train => train,
        LoaderSet.Valid => valid,
        _ => test,
    };
}
