namespace Thelper.Config;

/// <summary>The top level of a configuration: each section under one name, however the file calls it.</summary>
/// <remarks>
/// What a verb has no use for is allowed, as long as some verb has. Names that begin with <c>_</c> or <c>x-</c> are the user's own, for notes
/// and YAML's anchors. Every other name is a mistake.
/// </remarks>
public sealed class ConfigSections
{
    // The names of a section that has several, in the order in which the original looks for them: the first that is present counts.
    private static readonly Dictionary<string, string[]> Aliases = new(StringComparer.Ordinal)
    {
        ["name"] = ["output_dir_name", "output_directory_name", "session_name", "name"],
        ["output_root_dir"] = ["output_root_dir", "output_root_directory"],
        ["loaders"] = ["data_config", "loaders"],
        ["trainer"] = ["trainer", "runner", "tester"],
        ["viz"] = ["viz", "visualization", "visualizations"],
        ["plt"] = ["plt", "pyplot", "matplotlib"],
        ["log_samples"] = ["log_samples", "log_samples_metadata"],
    };

    private static readonly string[] Sections = [.. OptionsBinder.KeysOf(typeof(ConfigSections)).Select(key => key.Name)];
    private readonly List<string> warnings = [];

    /// <summary>The configuration as it is stored in sessions: under the names that the user gave, with the user's own sections.</summary>
    public ConfigNode Root { get; private set; } = ConfigNode.Map([], "", 0, "");

    /// <summary>The mistakes of the top level; those of the sections may be added.</summary>
    public ConfigErrors Errors { get; private set; } = new();

    /// <summary>Sentences that the user should read.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>The folder of the session or checkpoint that the configuration came with, and which may be a stranger's; null for a configuration of the user's own.</summary>
    public string? ReceivedIn { get; private set; }

    /// <summary>The session's name (<c>name</c>).</summary>
    [Key("name")]
    public ConfigNode? Name { get; set; }

    /// <summary>The folder that holds sessions.</summary>
    [Key("output_root_dir")]
    public string? OutputRootDir { get; set; }

    /// <summary>The datasets, or the path of a file with them.</summary>
    [Key("datasets")]
    public ConfigNode? Datasets { get; set; }

    /// <summary>How they are split and loaded.</summary>
    [Key("loaders")]
    public ConfigNode? Loaders { get; set; }

    /// <summary>The model.</summary>
    [Key("model")]
    public ConfigNode? Model { get; set; }

    /// <summary>How it is trained.</summary>
    [Key("trainer")]
    public ConfigNode? Trainer { get; set; }

    /// <summary>How <c>split</c> packs an archive.</summary>
    [Key("split")]
    public ConfigNode? Split { get; set; }

    /// <summary>For exporting models.</summary>
    [Key("export")]
    public ConfigNode? Export { get; set; }

    /// <summary>For looking at data.</summary>
    [Key("viz")]
    public ConfigNode? Viz { get; set; }

    /// <summary>For annotating data.</summary>
    [Key("annotator")]
    public ConfigNode? Annotator { get; set; }

    /// <summary>Whether every question is answered by its default.</summary>
    [Key("bypass_queries")]
    public bool BypassQueries { get; set; }

    /// <summary>Whether a new session takes the place of one of its name, which is moved aside.</summary>
    [Key("overwrite")]
    public bool Overwrite { get; set; }

    /// <summary>Whether a new session is numbered (<c>name-1</c>, <c>name-2</c>) where there is one of its name.</summary>
    [Key("auto_version")]
    public bool AutoVersion { get; set; }

    /// <summary>A folder, or several, in which custom types are looked up.</summary>
    [Key("sys")]
    public ConfigNode? Sys { get; set; }

    /// <summary>Settings of cuDNN; null for the two keys below.</summary>
    [Key("cudnn")]
    public CudnnOptions? Cudnn { get; set; }

    /// <summary>Whether cuDNN tries its algorithms out; null to leave that.</summary>
    [Key("cudnn_benchmark")]
    public bool? CudnnBenchmark { get; set; }

    /// <summary>Whether cuDNN takes deterministic algorithms alone; null to leave that.</summary>
    [Key("cudnn_deterministic")]
    public bool? CudnnDeterministic { get; set; }

    /// <summary>What is reported to Orion.</summary>
    [Key("orion")]
    public OrionOptions? Orion { get; set; }

    /// <summary>How much results may depend on the machine.</summary>
    [Key("reproducible")]
    public ConfigNode? Reproducible { get; set; }

    /// <summary>How many threads share the work of an operator.</summary>
    [Key("threads")]
    public ConfigNode? Threads { get; set; }

    /// <summary>Accepted for the original's sake: it names its drawing library here.</summary>
    [Key("plt")]
    public ConfigNode? Plt { get; set; }

    /// <summary>Accepted for the original's sake: where GDAL looks for projections.</summary>
    [Key("gdal")]
    public ConfigNode? Gdal { get; set; }

    /// <summary>Whether the logs of the data sets list every sample.</summary>
    [Key("log_samples")]
    public bool LogSamples { get; set; }

    /// <summary>Finds the sections of a file that the user wrote or named.</summary>
    /// <param name="root">Root of the configuration.</param>
    /// <param name="receivedIn">The folder of the session that the file belongs to, if it may be a stranger's.</param>
    /// <returns>The sections, with <see cref="Errors"/> and <see cref="Warnings"/>.</returns>
    public static ConfigSections Read(ConfigNode root, string? receivedIn = null) => Read(root, receivedIn, stored: false);

    /// <summary>
    /// Finds the sections of a configuration out of a checkpoint. What is unknown in there is warned about, because nobody can mend it, and the session has
    /// run with it; what came on the command line is still a mistake.
    /// </summary>
    /// <param name="root">Root of the configuration.</param>
    /// <param name="receivedIn">The folder of the session, or of the checkpoint.</param>
    /// <returns>The sections, with <see cref="Errors"/> and <see cref="Warnings"/>.</returns>
    public static ConfigSections ReadStored(ConfigNode root, string receivedIn) => Read(root, receivedIn, stored: true);

    /// <summary>Has a value stored with the configuration, for the session to be repeated with it.</summary>
    /// <param name="key">A key of the top level.</param>
    /// <param name="value">Its value, which was found to be right.</param>
    internal void Record(string key, ConfigNode value) => Root = Root.With(key, value);

    /// <summary>The name under which a configuration has a section.</summary>
    /// <param name="root">Root of the configuration.</param>
    /// <param name="name">A name of the section.</param>
    /// <returns>The name that counts; null where the configuration has none of the section's names.</returns>
    internal static string? NameIn(ConfigNode root, string name)
    {
        // Training and testing sections can stand side by side.
        var names = Array.Find(Sections, section => NamesOf(section).Contains(name)) is { } found ? NamesOf(found) : [name];
        return names.Contains("trainer") && root.Has(name) ? name : Array.Find(names, alias => root.Has(alias));
    }

    /// <summary>All names of a section, in the order in which they are looked for.</summary>
    internal static string[] NamesOf(string section) => Aliases.GetValueOrDefault(section) ?? [section];

    private static ConfigSections Read(ConfigNode root, string? receivedIn, bool stored)
    {
        ArgumentNullException.ThrowIfNull(root);
        var errors = new ConfigErrors();
        var known = new List<KeyValuePair<string, ConfigNode>>();
        foreach (var section in Sections)
        {
            if (root.Get(NamesOf(section)) is { } node)
            {
                known.Add(new(section, node));
            }
        }

        var result = OptionsBinder.Bind<ConfigSections>(ConfigNode.Map(known, root.File, root.Line, root.Path), errors);
        (result.Root, result.Errors, result.ReceivedIn) = (root, errors, receivedIn);
        result.ReportUnknown(stored);
        if (result.Loaders?.Path == "data_config")
        {
            result.warnings.Add("the section 'data_config' has a new name; call it 'loaders'");
        }

        return result;
    }

    private static bool IsOwn(string name) => name.StartsWith('_') || name.StartsWith("x-", StringComparison.Ordinal);

    private void ReportUnknown(bool stored)
    {
        var names = Sections.SelectMany(NamesOf).ToList();
        foreach (var (key, value) in Root.Entries)
        {
            if (names.Contains(key) || IsOwn(key))
            {
                continue;
            }

            var hint = NearestName.Find(key, names) is { } near
                ? $"did you mean '{near}'?"
                : $"expected one of: {string.Join(", ", Sections)}; names of your own begin with '_' or 'x-'";
            if (stored && value.File == Root.File)
            {
                warnings.Add($"{value.Where}: unknown section ({hint})");
            }
            else
            {
                Errors.Add(value, $"unknown section ({hint})");
            }
        }
    }
}
