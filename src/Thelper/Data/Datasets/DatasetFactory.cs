using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Transforms;
using Thelper.Vision.Datasets;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Datasets;

/// <summary>Makes the datasets of a configuration (<c>create_parsers</c>).</summary>
public static class DatasetFactory
{
    private const string ExternalName = "thelper.data.ExternalDataset";
    private static readonly Type[] Services = [typeof(ITransform), typeof(ILogger), typeof(IProgress<string>)];

    /// <summary>Makes the datasets and the task that covers them all.</summary>
    /// <param name="config">The configuration; its <c>datasets</c> key holds the entries, or the path of a file that does.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <param name="baseTransforms">Transforms of all samples, after a dataset's own.</param>
    /// <param name="log">Told what is made.</param>
    /// <returns>The datasets by name, in file order, and their task; null after a mistake.</returns>
    /// <exception cref="UserErrorException">A dataset's files are missing, or the tasks cannot be combined.</exception>
    public static (IReadOnlyDictionary<string, Dataset> Datasets, Task Task)? Create(ConfigNode config, ConfigErrors errors, ITransform? baseTransforms = null, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(errors);
        log?.Debug("loading datasets templates");
        if (Section(config, errors) is not { } section)
        {
            return null;
        }

        var datasets = new OrderedDictionary<string, Dataset>(StringComparer.Ordinal);
        var tasks = new List<Task>();
        foreach (var (name, node) in section.Entries)
        {
            log?.Debug($"loading dataset '{name}' configuration...");
            if (Create(name, node, errors, baseTransforms, log) is { } made)
            {
                datasets.Add(name, made.Dataset);
                tasks.Add(made.Task);
            }
        }

        return datasets.Count == section.Entries.Count ? (datasets, TaskFactory.CreateGlobalTask(tasks)!) : null;
    }

    private static ConfigNode? Section(ConfigNode config, ConfigErrors errors)
    {
        var section = config.Get("datasets");
        if (section?.Value is string path)
        {
            var file = ConfigLoader.ParseFile(path);
            section = file.Get("datasets") ?? file;
        }

        if (section is { Kind: ConfigKind.Map, Entries.Count: > 0 })
        {
            return section;
        }

        errors.Add(section ?? config, "the datasets section must be a map of at least one dataset, such as \"datasets\": {\"my_dataset\": {\"type\": ..., \"params\": {...}}}, or the path of a file with one");
        return null;
    }

    private static (Dataset Dataset, Task Task)? Create(string name, ConfigNode node, ConfigErrors errors, ITransform? baseTransforms, ILogger? log)
    {
        var options = OptionsBinder.Bind<DatasetOptions>(node, errors);
        if (options.Type is not { } typeNode)
        {
            return null;
        }

        var task = options.Task is { Kind: not ConfigKind.Null } taskNode ? TaskFactory.Create(taskNode) : null;
        var own = options.Transforms is { Kind: not ConfigKind.Null } stages ? TransformsFactory.Load(stages, errors) : null;
        var transforms = own is not null && baseTransforms is not null ? new Compose([own, baseTransforms]) : own ?? baseTransforms;
        var parameters = options.Params;
        var deepcopy = false;
        var expected = typeof(Dataset);
        var type = typeNode.Value is string text ? TypeRegistry.Default.Resolve(text) : null;
        if (type == typeof(ExternalDataset))
        {
            if (Unwrap(name, ref typeNode, ref parameters, ref task, errors) is not { } flag)
            {
                return null;
            }

            deepcopy = flag;
            expected = typeof(IVisionDataset);
            type = TypeRegistry.Default.Resolve((string)typeNode.Value!);
            if (type is not null && !ExternalDataset.CanWrap(type))
            {
                errors.Add(typeNode, $"'{typeNode.Value}' cannot be wrapped by '{ExternalName}'; name it as the dataset's type itself");
                return null;
            }
        }

        var external = type is not null && ExternalDataset.CanWrap(type);
        if (TypeRegistry.Default.Bind(typeNode, parameters, external ? type! : expected, errors, Services) is not { } bound)
        {
            return null;
        }

        if (external && task is null)
        {
            errors.Add(node, $"'{bound.Name}' does not say what its samples are for; give the dataset a task, such as \"task\": {{\"type\": \"thelper.tasks.Classification\", \"params\": {{\"class_names\": [...], \"input_key\": \"0\", \"label_key\": \"1\"}}}}");
            return null;
        }

        if (errors.Count > 0)
        {
            return null;
        }

        var made = bound.Create(transforms, log, new ProgressLog(log));
        if (external)
        {
            return (new ExternalDataset(made, task!, transforms, deepcopy), task!);
        }

        var dataset = (Dataset)made;
        if (task is not null)
        {
            log?.Warn($"the task of the dataset '{name}' is overridden by the configuration");
        }

        return (dataset, task ?? dataset.Task);
    }

    // thelper.data.ExternalDataset names the wrapped type in its parameters; those that are not its own go to that type.
    private static bool? Unwrap(string name, ref ConfigNode typeNode, ref ConfigNode? parameters, ref Task? task, ConfigErrors errors)
    {
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
            task ??= TaskFactory.Create(taskNode);
        }

        var deepcopy = parameters.Get("deepcopy") is { } flag && flag.Read<bool>(errors);
        typeNode = dataset;
        parameters = parameters.Without("dataset", "task", "deepcopy");
        return errors.Count == 0 ? deepcopy : null;
    }

    /// <summary>Passes progress on to the log as it comes, on the thread it comes from.</summary>
    private sealed class ProgressLog(ILogger? log) : IProgress<string>
    {
        public void Report(string value) => log?.Info(value);
    }
}
