using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Transforms;
using Thelper.Vision.Datasets;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Datasets;

/// <summary>Reads the <c>datasets</c> section and makes the datasets (<c>create_parsers</c>).</summary>
public sealed class DatasetFactory
{
    private const string ExternalName = "thelper.data.ExternalDataset";
    private const int MostShown = 10;
    private static readonly Type[] Services = [typeof(ITransform), typeof(ILogger), typeof(IProgress<string>)];
    private readonly TypeRegistry types;
    private readonly ConfigErrors errors;
    private readonly List<DatasetPlan> plans = [];
    private List<(string Name, Dataset Dataset, Task Task)> latest = [];
    private Task? covering;

    /// <summary>Reads the section; nothing is opened.</summary>
    /// <param name="config">The configuration; its <c>datasets</c> key holds the entries, or the path of a file that does.</param>
    /// <param name="types">Finds the types of datasets, tasks and operations.</param>
    /// <param name="errors">Receives every mistake; the factory is usable only if there was none.</param>
    /// <param name="baseTransforms">Transforms of all samples, after a dataset's own.</param>
    public DatasetFactory(ConfigSections config, TypeRegistry types, ConfigErrors errors, ITransform? baseTransforms = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(errors);
        this.types = types;
        this.errors = errors;
        var section = Section(config, errors);
        Names = [.. section?.Entries.Select(entry => entry.Key) ?? []];
        foreach (var (name, node) in section?.Entries ?? [])
        {
            FileName.Check(node, "data set", name, errors);
            if (Read(name, node, baseTransforms) is { } plan)
            {
                plans.Add(plan);
            }
        }
    }

    /// <summary>The names of the datasets; none where the section cannot be read.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>Whether a data set is code of the user's.</summary>
    internal bool HasCustom => plans.Exists(plan => !plan.Type.IsOwn);

    /// <summary>Makes the datasets and the task that covers them all.</summary>
    /// <param name="log">Told what is made.</param>
    /// <returns>The datasets by name, in file order, and their task.</returns>
    /// <exception cref="UserErrorException">Datasets' files are missing, all of which are named, or the tasks cannot be combined.</exception>
    public (IReadOnlyDictionary<string, Dataset> Datasets, Task Task) Create(ILogger? log = null)
    {
        log?.Debug("loading datasets templates");
        var datasets = new OrderedDictionary<string, Dataset>(StringComparer.Ordinal);
        var tasks = new List<Task>();
        var unusable = new ConfigErrors();
        foreach (var plan in plans)
        {
            log?.Debug($"loading dataset '{plan.Name}' configuration...");
            try
            {
                var (dataset, task) = Make(plan, log);
                if (dataset.Count > Limits.Samples.Value)
                {
                    throw new UserErrorException($"the dataset '{plan.Name}' has {dataset.Count} samples, more than the limit of {Limits.Samples.Value}; {Limits.Samples.Hint}");
                }

                datasets.Add(plan.Name, dataset);
                tasks.Add(task);
            }
            catch (UserErrorException error)
            {
                unusable.Add(plan.Type.Place, error);
            }
        }

        unusable.ThrowIfAny();
        latest = [.. datasets.Zip(tasks, (entry, task) => (entry.Key, entry.Value, task))];
        covering = TaskFactory.CreateGlobalTask(tasks)!;

        // It has the numbers of the first data set with classes; those of the others may differ.
        Renumber(latest, covering, leavesOut: false, "the data sets number their classes differently; labels are changed to the numbers of the task", log);
        return (datasets, covering);
    }

    /// <summary>Says labels of the data sets made last in the numbers of a trained model, which may differ from those of the task that covers them.</summary>
    /// <param name="task">The task that the model is used for.</param>
    /// <param name="written">The task whose numbers a data set's labels have, where the one that the configuration gives it is the model's; null where it has them, or for all of them.</param>
    /// <param name="log">Told once of what changes.</param>
    internal void UseNumbersOf(Task task, Func<string, Dataset, Task?>? written, ILogger? log)
    {
        if (written is null && ReferenceEquals(task, covering))
        {
            return;
        }

        List<(string Name, Dataset Dataset, Task Task)> labelled = written is null ? latest : latest.ConvertAll(one =>
            written(one.Name, one.Dataset) is { } given && given.GtKey == task.GtKey && IsAlike(given, task) ? (one.Name, one.Dataset, given) : one);
        Renumber(labelled, task, leavesOut: written is null, "the model numbers classes differently from the data sets; labels are changed to its numbers", log);
        WarnOfUnknown(labelled, task, log);
    }

    /// <summary>Checks the keys of a section that a verb has no use for.</summary>
    internal static void CheckKeys(ConfigSections config, ConfigErrors errors)
    {
        foreach (var (name, node) in (config.Datasets is null ? null : Section(config, errors))?.Entries ?? [])
        {
            FileName.Check(node, "data set", name, errors);
            OptionsBinder.Bind<DatasetOptions>(node, errors);
        }
    }

    private void Renumber(IReadOnlyList<(string Name, Dataset Dataset, Task Task)> labelled, Task task, bool leavesOut, string what, ILogger? log)
    {
        var changed = new List<string>();
        foreach (var (name, dataset, own) in labelled)
        {
            dataset.ClassNumbers = ClassNumbers.Between(own, task, leavesOut && IsCovered(own));
            var changes = dataset.ClassNumbers is null || own is Detection || GivesNames(dataset) ? [] : dataset.ClassNumbers.Changes.ToList();
            if (changes.Count > 0)
            {
                changed.Add($"of '{name}' {string.Join(", ", changes.Take(MostShown))}{(changes.Count > MostShown ? ", ..." : "")}");
            }
        }

        if (changed.Count > 0)
        {
            log?.Warn($"{what}: {string.Join("; ", changed)}");
        }
    }

    // Other names may mean the same in another language, or something else: nobody but the user knows.
    private static void WarnOfUnknown(IReadOnlyList<(string Name, Dataset Dataset, Task Task)> labelled, Task task, ILogger? log)
    {
        foreach (var (name, dataset, own) in labelled)
        {
            if (!IsAlike(own, task) || own is not IClassTask { Classes: var mine } || task is not IClassTask { Classes: var all, ClassNames: var known })
            {
                continue;
            }

            var unknown = mine.Names.Where((one, i) => dataset.ClassNumbers is null ? !all.Indices.ContainsKey(one) : ClassNumbers.IsRenamed(mine, i, all)).ToList();
            if (unknown.Count > 0 && !GivesNames(dataset))
            {
                log?.Warn($"the model does not know {Shown(unknown)}, classes of '{name}', whose labels count by their numbers alone; the model's classes are {Shown(known)}: name those of '{name}' as these where they mean the same");
            }
        }
    }

    private static string Shown(IReadOnlyList<string> names) =>
        $"{string.Join(", ", names.Take(MostShown).Select(name => $"'{PrintableText.Line(name)}'"))}{(names.Count > MostShown ? ", ..." : "")}";

    // A task of a user's own may merge others as it likes: their names say nothing then.
    private bool IsCovered(Task own) => own is IClassTask { ClassNames: var names } && covering is IClassTask { Classes: var all } && names.All(all.Indices.ContainsKey);

    private static bool IsAlike(Task a, Task b) => (a, b) is (Classification, Classification) or (Segmentation, Segmentation) or (Detection, Detection);

    private static bool GivesNames(Dataset dataset) => dataset.HasLabels && dataset.Count > 0 && dataset.LabelOf(0) is string or IEnumerable<string>;

    private static (Dataset Dataset, Task Task) Make(DatasetPlan plan, ILogger? log)
    {
        var made = plan.Type.Create(plan.Transforms, log, new ProgressLog(log));
        if (plan.IsExternal)
        {
            if (made is IVisionDataset { Classes: { } classes, HasLabels: true })
            {
                ClassComparison.Check(plan.Name, classes, plan.Task!, log);
            }

            return (new ExternalDataset(made, plan.Task!, plan.Transforms, plan.DeepCopy), plan.Task!);
        }

        var dataset = (Dataset)made;
        if (plan.Task is not null)
        {
            log?.Info($"the task of the dataset '{plan.Name}' is overridden by the configuration");
        }

        return (dataset, plan.Task ?? dataset.Task);
    }

    private static ConfigNode? Section(ConfigSections config, ConfigErrors errors)
    {
        var section = config.Datasets;
        try
        {
            if (section?.Value is string path)
            {
                var file = ConfigLoader.ParseFile(path);
                section = file.Get("datasets") ?? file;
                section = config.ReceivedIn is null ? ConfigValues.Expand(section) : section;
            }
        }
        catch (UserErrorException error)
        {
            errors.Add(section!, error);
            return null;
        }

        if (section?.Get("type") is { Kind: ConfigKind.String })
        {
            errors.Add(section, "the datasets section is a map of names and datasets; put the dataset into one, such as \"datasets\": {\"my_dataset\": {\"type\": ..., \"params\": {...}}}");
            return null;
        }

        if (section is { Kind: ConfigKind.Map, Entries.Count: > 0 })
        {
            return section;
        }

        errors.Add(section ?? config.Root, "the datasets section must be a map of at least one dataset, such as \"datasets\": {\"my_dataset\": {\"type\": ..., \"params\": {...}}}, or the path of a file with one");
        return null;
    }

    private DatasetPlan? Read(string name, ConfigNode node, ITransform? baseTransforms)
    {
        var options = OptionsBinder.Bind<DatasetOptions>(node, errors);
        if (options.Type is not { } typeNode)
        {
            return null;
        }

        var taskNode = options.Task is { Kind: not ConfigKind.Null } given ? given : null;
        var task = taskNode is null ? null : TaskFactory.Create(taskNode, types, errors);
        var own = options.Transforms is { Kind: not ConfigKind.Null } stages ? TransformsFactory.Load(stages, types, errors) : null;
        var parameters = options.Params;
        var deepcopy = false;
        var expected = typeof(Dataset);
        var type = TypeOf(typeNode);
        if (type == typeof(ExternalDataset))
        {
            if (Unwrap(name, ref typeNode, ref parameters, ref task) is not { } flag)
            {
                return null;
            }

            deepcopy = flag;
            expected = typeof(IVisionDataset);
            type = TypeOf(typeNode);
            if (type is not null && !ExternalDataset.CanWrap(type))
            {
                errors.Add(typeNode, $"'{typeNode.Value}' cannot be wrapped by '{ExternalName}'; name it as the dataset's type itself");
                return null;
            }
        }

        var external = type is not null && ExternalDataset.CanWrap(type);
        if (types.Bind(typeNode, parameters, external ? type! : expected, errors, Services) is not { } bound)
        {
            return null;
        }

        if (external && task is null && taskNode is null)
        {
            errors.Add(node, $"'{bound.Name}' does not say what its samples are for; give the dataset a task, such as \"task\": {{\"type\": \"thelper.tasks.Classification\", \"params\": {{\"class_names\": [...], \"input_key\": \"0\", \"label_key\": \"1\"}}}}");
            return null;
        }

        return new DatasetPlan(name, bound, external, deepcopy, task, own is not null && baseTransforms is not null ? new Compose([own, baseTransforms]) : own ?? baseTransforms);
    }

    // A custom type's file that cannot be used is reported where the type is bound.
    private Type? TypeOf(ConfigNode node)
    {
        try
        {
            return node.Value is string name ? types.Resolve(name) : null;
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    // thelper.data.ExternalDataset names the wrapped type in its parameters; those that are not its own go to that type.
    private bool? Unwrap(string name, ref ConfigNode typeNode, ref ConfigNode? parameters, ref Task? task)
    {
        var before = errors.Count;
        if (parameters?.Get("dataset") is not { Kind: ConfigKind.String } dataset)
        {
            errors.Add(parameters ?? typeNode, $"'{ExternalName}' needs the parameter 'dataset', the name of the type to wrap, such as \"torchvision.datasets.MNIST\"");
            return null;
        }

        if (parameters.Get("transforms") is { } transforms)
        {
            errors.Add(transforms, $"give transforms beside 'type' and 'params' of the dataset '{name}', not in its 'params'");
            return null;
        }

        if (parameters.Get("task") is { Kind: not ConfigKind.Null } taskNode)
        {
            task ??= TaskFactory.Create(taskNode, types, errors);
        }

        var deepcopy = parameters.Get("deepcopy") is { } flag && flag.Read<bool>(errors);
        typeNode = dataset;
        parameters = parameters.Without("dataset", "task", "deepcopy");
        return errors.Count == before ? deepcopy : null;
    }

    private sealed record DatasetPlan(string Name, BoundType Type, bool IsExternal, bool DeepCopy, Task? Task, ITransform? Transforms);

    /// <summary>Passes progress on to the log as it comes, on the thread it comes from.</summary>
    private sealed class ProgressLog(ILogger? log) : IProgress<string>
    {
        public void Report(string value) => log?.Info(value);
    }
}
