using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Makes the model of a session: from its configuration, or from a checkpoint, specialised to a task.</summary>
/// <remarks>
/// A checkpoint's model is built for the checkpoint's task and takes its weights, all of them; then it is adapted to the new
/// task, which replaces the last layer only if the number of classes differs. Draws from libtorch's generator happen in the
/// order of the layers, so a seed gives the weights that PyTorch would give.
/// </remarks>
public static partial class ModelFactory
{
    private const string Torchvision = "torchvision.models.";
    private static readonly Dictionary<string, object?> NoPretraining = new() { ["pretrained"] = false, ["weights"] = null, ["init_vgg16"] = false, ["pretrained_backbone"] = false };

    /// <summary>Makes a model.</summary>
    /// <param name="section">
    /// The <c>model</c> section of a configuration (<c>type</c>, <c>params</c>, <c>weights</c>, <c>ckptdata</c>, <c>task</c>); null for none. Type and ckptdata may be TorchScript files.
    /// </param>
    /// <param name="task">The session's task; may be null where a checkpoint or the section has one.</param>
    /// <param name="types">Finds the types of model and task.</param>
    /// <param name="checkpoint">Content of the checkpoint being resumed; null for a fresh start.</param>
    /// <param name="checkpointPath">The checkpoint's file, for messages and for weights stored beside it.</param>
    /// <param name="logger">Receives what <c>logs/modules.log</c> tells.</param>
    /// <returns>The model; the caller disposes it.</returns>
    /// <exception cref="UserErrorException">The section is wrong, the type unknown, or weights do not fit.</exception>
    public static Module Create(
        ConfigNode? section, Tasks.Task? task, TypeRegistry types, PyDict? checkpoint = null, string checkpointPath = "checkpoint", ILogger? logger = null) =>
        Create(section, task, types, checkpoint, checkpointPath, logger, isFinal: false);

    private static Module Create(ConfigNode? section, Tasks.Task? task, TypeRegistry types, PyDict? checkpoint, string checkpointPath, ILogger? logger, bool isFinal)
    {
        using var budget = new ParameterBudget(Limits.ModelMiB.Value << 20, Limits.ModelMiB.Hint);
        var log = new ModelLog(logger);
        log.Debug("loading model");
        var options = ReadOptions(section);
        var specialised = options.Task is { } node ? TaskFactory.Create(node, types) : null;
        if (checkpoint is not null)
        {
            if (options.CheckpointPath is not null)
            {
                log.Warning("ignoring 'ckptdata' of the model section: a checkpoint is being resumed");
            }

            return FinishOld(Adapted(FromCheckpoint(ModelSnapshot.Read(checkpoint, types, checkpointPath), log, logger), options, log), task ?? specialised, log, isFinal);
        }

        if (options.CheckpointPath is { } path)
        {
            if (ScriptNetwork.IsAt(path))
            {
                return FinishOld(Adapted(FromScript(path, task ?? specialised, types, log), options, log), task ?? specialised, log, isFinal);
            }

            var (file, content) = CheckpointChoice.Open(CheckpointChoice.Find(path, latest: false, log.Warning), file => (file, Checkpoints.Load(file)), log.Warning);
            try
            {
                return FinishOld(Adapted(FromCheckpoint(ModelSnapshot.Read(content as PyDict, types, file), log, logger), options, log), task ?? specialised, log, isFinal);
            }
            finally
            {
                Checkpoints.Release(content);
            }
        }

        return Finish(FromConfig(section, options, task ?? specialised, types, log, logger, isFinal), specialised, log);
    }

    /// <summary>Checks the <c>model</c> section without making the model.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="isNeeded">Whether the section must be there, and its type is checked too.</param>
    /// <param name="types">Finds the type.</param>
    /// <param name="errors">Receives every mistake.</param>
    internal static void Check(ConfigSections config, bool isNeeded, TypeRegistry types, ConfigErrors errors)
    {
        if (config.Model is { Kind: not ConfigKind.Null } section)
        {
            var options = OptionsBinder.Bind<ModelOptions>(section, errors);
            if (isNeeded && options.Type is { } type)
            {
                if (type.Value is string name && ScriptNetwork.IsNamed(name))
                {
                    CheckScript(type, name, options.Params, errors);
                    return;
                }

                Bind(type, options.Params, types, errors);
            }
        }
        else if (isNeeded)
        {
            errors.Add(config.Root, "the section 'model' is missing, which names the model");
        }
    }

    /// <summary>Checks the type of a model and its parameters without making it: a network from a tensor to a tensor, or a detector.</summary>
    /// <param name="type">The node with the type's name.</param>
    /// <param name="parameters">The map of parameters; null for none.</param>
    /// <param name="types">Finds the type.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The bound type, or null after an error.</returns>
    internal static BoundType? Bind(ConfigNode type, ConfigNode? parameters, TypeRegistry types, ConfigErrors errors) =>
        types.Bind(type, parameters, IsDetector(type, types) ? typeof(Detector) : typeof(nn.Module<Tensor, Tensor>), errors, typeof(Tasks.Task));

    /// <summary>Makes a model that is part of another.</summary>
    /// <param name="type">The node with the type's name.</param>
    /// <param name="parameters">The map of parameters; null for none.</param>
    /// <param name="task">Its task.</param>
    /// <param name="types">Finds the type.</param>
    internal static Module CreateInner(ConfigNode type, ConfigNode? parameters, Tasks.Task task, TypeRegistry types) =>
        Build(type, WeightsLoading.IsSkipped && parameters is { Kind: ConfigKind.Map } ? WithoutPretraining(type, parameters) : parameters, task, types, new ModelLog(null), null);

    private static void CheckScript(ConfigNode type, string path, ConfigNode? parameters, ConfigErrors errors)
    {
        if (!ScriptNetwork.IsAt(path))
        {
            errors.Add(type, File.Exists(path)
                ? $"'{path}' is no TorchScript archive; a checkpoint is named by 'ckptdata', weights by 'weights' beside a 'type'"
                : $"'{path}': no such TorchScript file");
        }

        if (parameters is { Kind: ConfigKind.Map, Entries: [var (_, first), ..] })
        {
            errors.Add(first, "a TorchScript model is as it was made; it has no 'params'");
        }
    }

    // A type that does not exist is reported where it is bound.
    private static bool IsDetector(ConfigNode type, TypeRegistry types)
    {
        try
        {
            return type.Value is string name && typeof(Detector).IsAssignableFrom(types.Resolve(name));
        }
        catch (UserErrorException)
        {
            return false;
        }
    }

    private static ModelOptions ReadOptions(ConfigNode? section)
    {
        if (section is null)
        {
            return new ModelOptions();
        }

        var errors = new ConfigErrors();
        var options = OptionsBinder.Bind<ModelOptions>(section, errors);
        errors.ThrowIfAny();
        return options;
    }

    private static Module FromConfig(ConfigNode? section, ModelOptions options, Tasks.Task? task, TypeRegistry types, ModelLog log, ILogger? logger, bool isFinal)
    {
        log.Debug("loading model type/params current config");
        if (options.Type is null)
        {
            var place = section is null ? "the configuration" : section.Where;
            throw new UserErrorException($"{place}: no model: expected a 'type' with 'params', or a 'ckptdata' with the path of a checkpoint");
        }

        var isScript = options.Type.Value is string name && ScriptNetwork.IsNamed(name);
        if (task is null && !isScript)
        {
            throw new UserErrorException($"{options.Type.Where}: a model needs a task: from the datasets, or a 'task' in the model section");
        }

        var model = isScript ? FromScript((string)options.Type.Value!, task, types, log) : Build(options.Type, options.Params, task!, types, log, logger);
        if (isScript && task is not null)
        {
            Disposing(model, () => SetTask(model, task, isFinal));
        }

        if (options.Weights is { } weights)
        {
            WeightReport? report = null;
            Disposing(model, () => report = LoadWeights(model, weights, options, log));
            Tell(weights, report!.Details, log);
            WeightsLoading.Tell(weights, report.Details);
            if (report.Notes.Count > 0)
            {
                var text = $"weights of '{weights}': {string.Join("; ", report.Notes)}";
                (report.IsComplete ? (Action<string>)log.Information : log.Warning)(text);
            }

            WarnOfNotFinite(model, weights.ToString(), log);
            log.Debug($"loaded weights from '{weights}'");
        }

        return Adapted(model, options, log);
    }

    private static ScriptNetwork FromScript(string path, Tasks.Task? task, TypeRegistry types, ModelLog log)
    {
        var model = ScriptNetwork.Open(path, task, types);
        if (model.LearnableParameterCount == 0)
        {
            log.Warning($"{path}: the TorchScript model has no parameters that could be trained (a frozen program); it can be evaluated");
        }

        WarnOfNotFinite(model, path, log);
        return model;
    }

    private static Module FromCheckpoint(ModelSnapshot snapshot, ModelLog log, ILogger? logger)
    {
        log.Debug($"loading model type/params from session '{snapshot.SessionName}'");

        // Weights follow from the checkpoint: published ones would be fetched for nothing. Layers of torchvision's networks, and what they do to images, depend on their names, though.
        using var skip = WeightsLoading.Skip();
        var given = snapshot.Params.Without(ModelOptions.AdaptedInput);
        var arguments = WithoutPretraining(snapshot.Type, given);
        var model = snapshot.Type.Value is string path && ScriptNetwork.IsNamed(path)
            ? FromScript(path, snapshot.Task, snapshot.Types, log)
            : Build(snapshot.Type, arguments, snapshot.Task, snapshot.Types, log, logger, shown: given);
        if (snapshot.AdaptedInput is { } channels)
        {
            Disposing(model, () => AdaptInput(model, channels, log));
        }

        log.Debug("loading state dictionary from checkpoint into model");
        Disposing(model, () => snapshot.LoadWeightsInto(model));
        WarnOfNotFinite(model, snapshot.Source, log);
        log.Debug($"previous model task = {snapshot.Task}");
        return model;
    }

    private static Module Build(ConfigNode type, ConfigNode? arguments, Tasks.Task task, TypeRegistry types, ModelLog log, ILogger? logger, ConfigNode? shown = null)
    {
        var errors = new ConfigErrors();
        var bound = Bind(type, arguments, types, errors);
        errors.ThrowIfAny();
        var isModule = typeof(Module).IsAssignableFrom(bound!.Type);
        var isFunction = TypeRegistry.NameOf(bound.Type) != bound.Name;
        var name = isFunction ? $"<function {bound.Name[(bound.Name.LastIndexOf('.') + 1)..]}>" : $"<class '{bound.Name}'>";
        var given = (shown ?? arguments)?.ToPlain() as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>();
        given = PublishedModels.Exact(bound.Name, given);
        log.Debug($"model_type = {name}");
        log.Debug($"model_params = {PythonRepr.Of(given)}");
        if (!isModule)
        {
            log.Information($"instantiating external module '{name}'...");
        }

        var hasWeights = false;
        using var listening = WeightsLoading.Listen((path, report) =>
        {
            hasWeights = true;
            Tell(path, report, log);
        });
        var made = Make(bound, type, task);
        Module? wrapped = null;
        try
        {
            var before = hasWeights ? made.state_dict() : null;
            using var known = hasWeights ? KeptClasses.Of(made, KeptClasses.NamesOf(bound.Name, given), task) : null;
            wrapped = Wrap(made, task, bound, given, logger);
            var kept = known?.CopyInto(wrapped, log);
            if (before is not null)
            {
                TellFresh(wrapped, before, kept, log);
            }

            return wrapped;
        }
        finally
        {
            if (wrapped is null)
            {
                made.Dispose();
            }
        }
    }

    // Sizes that libtorch refuses, or has no memory for, are the configuration's; in a class of the user's they are a mistake of the class.
    private static nn.Module Make(BoundType bound, ConfigNode type, Tasks.Task task)
    {
        try
        {
            return (nn.Module)bound.Create(task);
        }
        catch (TorchException error) when (bound.Type.Assembly.GetName().Name!.StartsWith("Thelper", StringComparison.Ordinal))
        {
            throw new UserErrorException($"{type.Where}: the model cannot be made with its params: {error.Reason.Split('\n')[0]}", error);
        }
    }

    // What the configuration said is what another program, and another version, makes the model with; a class of ours records its defaults too, as the original's do.
    private static Module Wrap(nn.Module made, Tasks.Task task, BoundType bound, IReadOnlyDictionary<string, object?> given, ILogger? logger)
    {
        switch (made)
        {
            case Module module:
                module.TypeName = bound.Name;
                var config = new Dictionary<string, object?>(bound.Arguments);
                foreach (var (key, value) in given)
                {
                    config[key] = value;
                }

                module.AdoptConfig(config, NoPretraining.Keys);
                return module;
            case Detector detector:
                return new ExternalDetectModule(detector, task, bound.Name, given, logger);
            default:
                var network = (nn.Module<Tensor, Tensor>)made;
                return task switch
                {
                    _ when task.GetType() == typeof(Classification) => new ExternalClassifModule(network, task, bound.Name, given, logger),
                    Segmentation when ExternalSegmModule.Fits(network) => new ExternalSegmModule(network, task, bound.Name, given, logger),
                    Segmentation or Detection or SuperResolution when network is INamedHeads => throw new UserErrorException($"model '{bound.Name}' classifies images; it cannot be used for {task}"),
                    _ => new ExternalModule(network, task, bound.Name, given),
                };
        }
    }

    // The last layer of a trained model stays where the number of classes does: its outputs keep their old meaning.
    private static Module FinishOld(Module model, Tasks.Task? task, ModelLog log, bool isFinal)
    {
        if (isFinal && task is not null)
        {
            Disposing(model, () => SetTask(model, task, isFinal));
        }

        if (model.Task is IClassTask { ClassNames: var before } && task is IClassTask { ClassNames: var now } && !before.SequenceEqual(now) && before.ToHashSet().SetEquals(now))
        {
            log.Warning($"the model was trained on the same classes in another order ({string.Join(", ", before.Take(20))}; now {string.Join(", ", now.Take(20))}): its outputs mean other classes than before until it is trained again");
        }

        return Finish(model, task, log);
    }

    private static Module Finish(Module model, Tasks.Task? task, ModelLog log)
    {
        if (task is not null)
        {
            log.Debug($"refreshing model for new task = {task}");
            Disposing(model, () => model.SetTask(task));
        }

        log.Information($"module '{model.TypeName}' parameter count: {model.LearnableParameterCount.ToString(CultureInfo.InvariantCulture)}");
        log.Information(model.Printed.ToString()!);
        log.Debug($"model has {CountText(model.LearnableParameterCount)} learnable parameters");
        return model;
    }

    /// <summary>The count, in millions with one truncated decimal above one million.</summary>
    internal static string CountText(long count) => count > 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{count / 1_000_000}.{count / 100_000 % 10}M")
        : count.ToString(CultureInfo.InvariantCulture);

    private static void Disposing(Module model, Action action)
    {
        var done = false;
        try
        {
            action();
            done = true;
        }
        finally
        {
            if (!done)
            {
                model.Dispose();
            }
        }
    }
}
