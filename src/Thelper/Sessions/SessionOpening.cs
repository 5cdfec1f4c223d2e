using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Export;
using Thelper.Gui;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Random;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Train.Construction;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>A session whose configuration has been read and checked, before any data is touched. Every verb begins here, and disposes it at its end.</summary>
internal sealed class SessionOpening : IDisposable
{
    private readonly DataPlan? data;
    private readonly DatasetFactory? datasets;
    private DisposeScope? scope;
    private Reproducibility? reproducibility;

    private SessionOpening(
        SessionEnvironment environment, ConfigSections config, string name, TypeRegistry types, TrainerPlan? trainer, SplitOptions split, ExportOptions export, VizOptions viz, DataPlan? data, DatasetFactory? datasets)
    {
        Environment = environment with { Questions = environment.Questions.Unless(config.BypassQueries) };
        Config = config;
        Name = name;
        Types = types;
        Trainer = trainer;
        Split = split;
        Export = export;
        Viz = viz;
        this.data = data;
        this.datasets = datasets;
    }

    /// <summary>Log, progress, stop; and questions, none if the configuration bypasses them.</summary>
    public SessionEnvironment Environment { get; }

    /// <summary>The configuration.</summary>
    public ConfigSections Config { get; }

    /// <summary>The session's name.</summary>
    public string Name { get; }

    /// <summary>The types that the configuration can name; the session's own.</summary>
    public TypeRegistry Types { get; }

    /// <summary>The trainer section; null for a verb that does not need it.</summary>
    public TrainerPlan? Trainer { get; }

    /// <summary>The split section.</summary>
    public SplitOptions Split { get; }

    /// <summary>The export section.</summary>
    public ExportOptions Export { get; }

    /// <summary>The section for looking at data.</summary>
    public VizOptions Viz { get; }

    /// <summary>The annotator section; null for a verb that does not ask for it.</summary>
    public BoundType? Annotator { get; private init; }

    /// <summary>What the section of loaders says of a checkpoint's task that differs from the data's; null where it says nothing.</summary>
    public string? TaskCompatMode => data?.TaskCompatMode;

    /// <summary>Whether the verb asked for data.</summary>
    public bool HasData => data is not null;

    private ILogger DirectoryLog => Environment.Log.For("thelper.utils.get_save_dir");

    /// <summary>Opens a session from a file: reads and checks it. Its level of reproducibility is in force, and its tensors live, until it is disposed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Changes, as <c>key.path=value</c>.</param>
    /// <param name="needs">The sections that must be there and complete, given all.</param>
    /// <param name="environment">Log, questions, progress, stop.</param>
    /// <param name="folder">The folder that the user gave to write into; null for none.</param>
    /// <returns>The opened session.</returns>
    /// <exception cref="UserErrorException">The file cannot be read, or something in it is wrong; everything that is wrong is listed.</exception>
    public static SessionOpening Open(string path, IReadOnlyList<string>? overrides, Func<ConfigSections, SessionNeeds> needs, SessionEnvironment environment, string? folder = null)
    {
        var scope = torch.NewDisposeScope();
        Reproducibility? reproducibility = null;
        SessionOpening? opening = null;
        try
        {
            var config = Read(path, overrides, environment);
            reproducibility = Reproducibility.Enter(config, environment.Log.For("thelper"), environment.Gate);
            opening = Open(config, needs(config), environment, folder: folder);
            (opening.scope, opening.reproducibility) = (scope, reproducibility);
            return opening;
        }
        finally
        {
            if (opening is null)
            {
                reproducibility?.Dispose();
                scope.Dispose();
            }
        }
    }

    /// <summary>Reads the configuration of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Changes, as <c>key.path=value</c>.</param>
    /// <param name="environment">Told what is read.</param>
    /// <returns>Its sections.</returns>
    /// <exception cref="UserErrorException">The file cannot be read, or a change is badly formed.</exception>
    public static ConfigSections Read(string path, IReadOnlyList<string>? overrides, SessionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        environment.Log.For("thelper").Debug($"parsing config at '{path}'");
        var (root, receivedIn) = ConfigLoader.Load(path, overrides, StoredPlaces.SessionOf);
        var config = ConfigSections.Read(root, receivedIn);
        return config.ReceivedIn is null && StoredPlaces.SessionOfData(config) is { } session ? ConfigSections.Read(root, session) : config;
    }

    /// <summary>Checks every section; level of reproducibility and tensors are the caller's.</summary>
    /// <param name="config">The sections.</param>
    /// <param name="needs">Those that must be there and complete.</param>
    /// <param name="environment">Log, questions, progress, stop.</param>
    /// <param name="device">The device that replaces the configuration's; null to keep that.</param>
    /// <param name="seeds">Seeds for those that the configuration leaves open; null to draw them.</param>
    /// <param name="folder">The folder that the user gave to write into; null for none.</param>
    /// <returns>The opened session.</returns>
    /// <exception cref="UserErrorException">Something is wrong; everything that is wrong is listed.</exception>
    public static SessionOpening Open(
        ConfigSections config, SessionNeeds needs, SessionEnvironment environment, Device? device = null, Seeds? seeds = null, string? folder = null)
    {
        var errors = config.Errors;
        var log = environment.Log.For("thelper.utils");
        foreach (var warning in config.Warnings)
        {
            log.Warn(warning);
        }

        // The user is asked also where the configuration says not to ask: it may not be the user's.
        var consent = new Consent(environment.Trust, question => environment.Questions.YesNo(question, bypass: false), log.Warn);
        var types = new TypeRegistry(consent, config.ReceivedIn) { Warning = log.Warn };
        types.AddSearchFolders(config.Sys, errors);
        types.RequestConsent(config.Root, StoredPlaces.WritesOutside(config, config.ReceivedIn, folder));
        var name = SessionDirectory.NameOf(config, errors);
        ModelFactory.Check(config, needs.HasFlag(SessionNeeds.Model), types, errors);
        var trainer = TrainerPlan.Bind(config, needs.HasFlag(SessionNeeds.Trainer), types, errors, device);
        Reproducibility.CheckDevice(config.Root, trainer?.Device, errors);
        var split = SplitOptions.Bind(config.Split, errors);
        var export = ExportOptions.Bind(config.Export, errors);
        var viz = VizOptions.Bind(config.Viz, errors);
        var datasets = needs.HasFlag(SessionNeeds.Datasets) ? DataPlan.BindDatasets(config, types, errors) : null;
        var annotator = AnnotatorOptions.Bind(config, needs.HasFlag(SessionNeeds.Annotator), types, errors);
        var data = BindData(config, needs.HasFlag(SessionNeeds.Data), datasets is not null, types, errors, seeds);
        errors.ThrowIfAny();

        SetCudnn(config);
        return new(environment, config, name, types, trainer, split, export, viz, data, datasets) { Annotator = annotator };
    }

    /// <summary>Decides where a new session goes, asking what is open; creates nothing.</summary>
    /// <param name="root">The folder of sessions given by the caller; null when only the configuration can name it.</param>
    /// <param name="options">What becomes of a session that is there already.</param>
    /// <exception cref="UserErrorException">The place cannot be used, or holds a session already and nothing says what to do.</exception>
    public SessionDirectory PlanDirectory(string? root, NewSessionOptions? options)
    {
        RequestRoot(root);
        var directory = SessionDirectory.Plan(Name, Config, root, Environment.Questions, DirectoryLog, options);
        if (directory.Name != Name)
        {
            // Who resumes the session finds its outputs by the name that it has got.
            var key = ConfigSections.NameIn(Config.Root, "name")!;
            Config.Record(key, ConfigNode.Scalar(directory.Name, Config.Root.File, 0, key));
        }

        return directory;
    }

    /// <summary>Decides where a session goes that is begun once and then goes on, whoever starts it again; creates nothing.</summary>
    /// <param name="root">The folder of sessions given by the caller; null when only the configuration can name it.</param>
    /// <exception cref="UserErrorException">The place cannot be used, or another program has it.</exception>
    public SessionDirectory PlanOngoing(string? root)
    {
        RequestRoot(root);
        return SessionDirectory.PlanOngoing(Name, Config, root, Environment.Questions, DirectoryLog);
    }

    /// <summary>Decides where a resumed session goes on, asking what is open; creates nothing.</summary>
    /// <param name="root">The folder of sessions given by the caller; null for that of the checkpoint.</param>
    /// <param name="checkpointPath">The checkpoint that was loaded.</param>
    /// <exception cref="UserErrorException">The place cannot be used.</exception>
    public SessionDirectory PlanDirectory(string? root, string checkpointPath)
    {
        if (root is null && SessionDirectory.Enclosing(checkpointPath) is null)
        {
            RequestRoot(root);
        }

        return SessionDirectory.PlanResume(Name, Config, root, checkpointPath, Environment.Questions, DirectoryLog);
    }

    /// <summary>Notes that this session may go on as it is: it was started here, or the user has agreed.</summary>
    /// <param name="directory">Its folder.</param>
    public void Remember(SessionDirectory directory)
        => Types.Consent.Remember(directory.Path, [.. StoredPlaces.WritesOutside(Config, directory.Path), .. StoredPlaces.RootOutside(Config, directory.Path)]);

    /// <summary>Opens the data of a verb that needs it, and splits it, asking what is open.</summary>
    /// <param name="kept">The records of the session that goes on; null for a new one.</param>
    /// <param name="listed">Called when files are listed; null for nobody who waits for it.</param>
    /// <param name="choose">Decides which task the data are used for, given the one that covers them; null where it is that one.</param>
    /// <param name="written">The task whose numbers a data set's labels have, where the configuration gives it a model's; null where they have those of the configuration's.</param>
    /// <exception cref="UserErrorException">The data cannot be used, or has changed since the session split it.</exception>
    public Loaders OpenData(KeptSplit? kept = null, Action? listed = null, Func<Tasks.Task, Tasks.Task>? choose = null, Func<string, Dataset, Tasks.Task?>? written = null)
    {
        data!.Choose = choose;
        data!.Written = written;
        return data!.Open(Environment.Log.For, question => Environment.Questions.YesNo(question, bypass: false), Environment.Stop, kept, listed, Environment.Gate);
    }

    /// <summary>Opens the data sets of a verb that needs them without loaders.</summary>
    /// <returns>They by name, and the task that covers them.</returns>
    /// <exception cref="UserErrorException">The data cannot be used.</exception>
    public (IReadOnlyDictionary<string, Dataset> Datasets, Tasks.Task Task) OpenDatasets() => datasets!.Create(Environment.Log.For("thelper.data.utils"));

    /// <summary>Compares the data's split with that which the session's logs tell of, unless the configuration says not to.</summary>
    /// <param name="loaders">The data.</param>
    /// <param name="directory">The session's folder.</param>
    /// <exception cref="UserErrorException">They differ, and nobody agreed to that.</exception>
    public void VerifySplit(Loaders loaders, SessionDirectory directory)
    {
        if (!loaders.Options.SkipVerif)
        {
            SplitLog.Verify(loaders, directory.Logs, question => Environment.Questions.YesNo(question, bypass: false));
        }
    }

    /// <summary>Makes the model, or rebuilds that of a checkpoint.</summary>
    /// <param name="task">The task.</param>
    /// <param name="checkpoint">Content of the checkpoint; null for the model of the configuration.</param>
    /// <param name="checkpointPath">Its file.</param>
    /// <exception cref="UserErrorException">The model cannot be made, or weights do not fit.</exception>
    public Nn.Module CreateModel(Tasks.Task task, PyDict? checkpoint = null, string checkpointPath = "checkpoint")
        => ModelFactory.Create(Config.Model, task, Types, checkpoint, checkpointPath, Environment.Log.For("thelper.nn.utils"));

    private void RequestRoot(string? given)
    {
        if (Config.ReceivedIn is { } home)
        {
            Types.Consent.Request(home, [], StoredPlaces.RootOutside(Config, home, given));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        reproducibility?.Dispose();
        scope?.Dispose();
    }

    private static DataPlan? BindData(ConfigSections config, bool isNeeded, bool isChecked, TypeRegistry types, ConfigErrors errors, Seeds? seeds)
    {
        if (isNeeded)
        {
            return DataPlan.Bind(config, types, errors, seeds);
        }

        if (!isChecked)
        {
            DataPlan.CheckKeys(config, errors);
        }

        return null;
    }

    private static void SetCudnn(ConfigSections config)
    {
        var (benchmark, deterministic) = config.Cudnn is { } section
            ? (section.Benchmark, section.Deterministic)
            : (config.CudnnBenchmark, config.CudnnDeterministic);
        if (benchmark is { } tries)
        {
            torch.cudnn.set_benchmark(tries);
        }

        if (deterministic is { } repeats)
        {
            torch.cudnn.set_deterministic(repeats);
        }
    }
}
