using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>Completes the configuration of an inference: the model is a checkpoint's, its task is that of all data, everything is evaluated.</summary>
internal static class InferenceConfig
{
    private static readonly string[] Testers = ["tester", "runner", "trainer"];

    /// <summary>Puts the checkpoint into the <c>model</c> section, or finds it there.</summary>
    /// <param name="root">The configuration.</param>
    /// <param name="given">The checkpoint that the user named besides; null for that of the configuration.</param>
    /// <param name="log">Told what is completed.</param>
    /// <returns>The configuration and the path.</returns>
    /// <exception cref="UserErrorException">There is no checkpoint, or the model is not to be a trained one.</exception>
    public static (ConfigNode Root, string Path) WithModel(ConfigNode root, string? given, ILogger log)
    {
        if (given is not null)
        {
            return (root.With("model", Made(root, "model", new Dictionary<string, object?> { ["ckpt_path"] = given, ["params"] = Pretrained })), given);
        }

        if (root.Get("model") is not { Kind: ConfigKind.Map } model || model.Get("ckpt_path") is not { Value: string path })
        {
            throw new UserErrorException($"{root.File}: an inference needs a trained model: give --ckpt-path PATH, or \"model\": {{\"ckpt_path\": PATH}}, the checkpoint or session.");
        }

        if (model.Get("params") is not { Kind: ConfigKind.Map } parameters || !parameters.Has("pretrained"))
        {
            log.Warn("model.params.pretrained is set to true: an inference is made with the weights of the checkpoint");
            var known = model.Get("params") is { Kind: ConfigKind.Map } map ? map : Made(root, "model.params", new Dictionary<string, object?>());
            return (root.With("model", model.With("params", known.With("pretrained", Made(root, "model.params.pretrained", true)))), path);
        }

        return parameters.Get("pretrained") is { Value: true }
            ? (root, path)
            : throw new UserErrorException($"{parameters.Get("pretrained")!.Where}: an inference is made with the weights of the checkpoint; set it to true, or remove it.");
    }

    /// <summary>The section of the data sets; null where there is none.</summary>
    /// <param name="root">The configuration.</param>
    public static ConfigNode? DatasetsOf(ConfigNode root)
    {
        if (root.Get("datasets") is not { Value: string file })
        {
            return root.Get("datasets");
        }

        var content = ConfigLoader.ParseFile(file);
        return content.Get("datasets") ?? content;
    }

    /// <summary>Gives every data set the task of the checkpoint, and completes the <c>loaders</c> section: every sample is evaluated, in order.</summary>
    /// <param name="root">The configuration.</param>
    /// <param name="task">The task.</param>
    /// <exception cref="UserErrorException">There are no data sets.</exception>
    public static ConfigNode WithData(ConfigNode root, Task task)
    {
        var datasets = DatasetsOf(root);
        if (datasets is not { Kind: ConfigKind.Map, Entries.Count: > 0 })
        {
            throw new UserErrorException($"{(datasets ?? root).Where}: the section 'datasets' must be a map of at least one data set, whose samples the model is run on.");
        }

        foreach (var (name, dataset) in datasets.Entries)
        {
            if (dataset.Kind == ConfigKind.Map)
            {
                datasets = datasets.With(name, dataset.With("task", Made(root, $"datasets.{name}.task", task.ToString())));
            }
        }

        var key = ConfigSections.NameIn(root, "loaders") ?? "loaders";
        var loaders = root.Get(key) is { Kind: ConfigKind.Map } section ? section : Made(root, key, new Dictionary<string, object?>());
        foreach (var (name, value) in Defaults(datasets))
        {
            if (!loaders.Has(name) && !(name == "batch_size" && loaders.Has("test_batch_size")))
            {
                loaders = loaders.With(name, Made(root, $"{key}.{name}", value));
            }
        }

        return root.With("datasets", datasets).With(key, loaders);
    }

    /// <summary>Has the tester's section under both names, and completes it.</summary>
    /// <param name="root">The configuration, with the section <c>tester</c>, <c>runner</c> or <c>trainer</c>; the first of these counts.</param>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static ConfigNode WithTester(ConfigNode root)
    {
        var name = Array.Find(Testers, section => root.Has(section));
        if (name is null || root.Get(name) is not { Kind: ConfigKind.Map, Entries.Count: > 0 } section)
        {
            throw new UserErrorException($"{root.File}: the section 'tester' is missing, which says what becomes of the predictions, for example \"tester\": {{\"metrics\": {{\"log\": {{\"type\": \"thelper.train.ClassifLogger\"}}}}}}.");
        }

        section = section.Has("epochs") ? section : section.With("epochs", Made(root, $"{name}.epochs", 1L));
        return root.With(name, section).With("tester", section).With("trainer", section);
    }

    /// <summary>The same with the type of the tester, where the section names none.</summary>
    /// <param name="root">A configuration of <see cref="WithTester"/>.</param>
    /// <param name="task">The task of the checkpoint.</param>
    public static ConfigNode WithTesterType(ConfigNode root, Task task)
    {
        var section = root.Get("trainer")!;
        return section.Get("type") is null or { Kind: ConfigKind.Null } && TesterChoice.Of(task) is { } type
            ? root.With("trainer", section.With("type", Made(root, ConfigNode.Join(section.Path, "type"), TypeRegistry.NameOf(type))))
            : root;
    }

    private static readonly Dictionary<string, object?> Pretrained = new() { ["pretrained"] = true };

    private static IEnumerable<KeyValuePair<string, object?>> Defaults(ConfigNode datasets) =>
    [
        new("batch_size", 1L),
        new("test_split", datasets.Entries.ToDictionary(entry => entry.Key, _ => (object?)1.0)),
        new("task_compat_mode", "compat"),
        new("shuffle", false),
    ];

    private static ConfigNode Made(ConfigNode root, string path, object? value) => ConfigNode.FromPlain(value, root.File, path);
}
