using Thelper.Config;
using Thelper.Optim;

namespace Thelper.Sessions;

/// <summary>The section <c>optimizer</c> or <c>scheduler</c> of a resumed session, beside that of its checkpoint.</summary>
internal sealed class OptimizationSetting
{
    private readonly ConfigNode? oldSection;
    private readonly ConfigNode? newSection;
    private readonly Lazy<BoundType?> old;
    private readonly Lazy<BoundType?> current;

    /// <param name="name"><c>optimizer</c> or <c>scheduler</c>.</param>
    /// <param name="before">The trainer section of the checkpoint.</param>
    /// <param name="now">That of the resumed session.</param>
    /// <param name="oldTypes">Finds the types that the checkpoint names, which may be a stranger's.</param>
    /// <param name="types">Finds those of the resumed session.</param>
    public OptimizationSetting(string name, ConfigNode? before, ConfigNode? now, TypeRegistry oldTypes, TypeRegistry types)
    {
        Name = name;
        (oldSection, newSection) = (Section(before), Section(now));
        Changed = PythonRepr.Of(oldSection?.ToPlain()) != PythonRepr.Of(newSection?.ToPlain()) || IsFromCommandLine(newSection);

        // What the checkpoint names may not exist here: it is of another type then.
        old = new(() => Bind(oldSection, oldTypes));
        current = new(() => Bind(newSection, types));
    }

    /// <summary><c>optimizer</c> or <c>scheduler</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the section is not the checkpoint's, or something in it was named on the command line.</summary>
    public bool Changed { get; }

    /// <summary>What the checkpoint's section makes; null where it has none, or it cannot be made here.</summary>
    public BoundType? Old => old.Value;

    /// <summary>What the section makes; null where there is none.</summary>
    public BoundType? New => current.Value;

    /// <summary>Whether it makes another type, or follows another metric: the state in the checkpoint says nothing to it.</summary>
    public bool IsOther => Changed && (Old?.Type != New?.Type || !Equals(oldSection?.Get("step_metric")?.Value, newSection?.Get("step_metric")?.Value));

    /// <summary>What there is in the checkpoint, in words.</summary>
    public string OldName => NameOf(Old, oldSection);

    /// <summary>What there is now, in words.</summary>
    public string NewName => NameOf(New, newSection);

    /// <summary>Where the type comes from, in words.</summary>
    public string Source => SourceOf(newSection!.Get("type") ?? newSection);

    /// <summary>Whether a parameter was named on the command line: it counts even if the checkpoint's configuration says the same.</summary>
    /// <param name="parameter">Its name.</param>
    public bool IsGiven(string parameter) => NodeOf(parameter) is { } node && IsFromCommandLine(node);

    /// <summary>Where a parameter comes from, in words.</summary>
    /// <param name="parameter">Its name.</param>
    public string SourceOf(string parameter) => NodeOf(parameter) is { } node ? SourceOf(node) : "by default";

    private static BoundType? Bind(ConfigNode? section, TypeRegistry types)
    {
        if (section is null)
        {
            return null;
        }

        var errors = new ConfigErrors();
        var type = section.Path.EndsWith("scheduler", StringComparison.Ordinal) ? OptimFactory.BindScheduler(section, types, errors).Type : OptimFactory.BindOptimizer(section, types, errors);
        return errors.Count == 0 ? type : null;
    }

    private static string NameOf(BoundType? type, ConfigNode? section)
        => $"{type?.Name ?? section?.Get("type")?.Value ?? "nothing"}{(section?.Get("step_metric")?.Value is { } metric ? $" by '{metric}'" : "")}";

    private static string SourceOf(ConfigNode node) => $"from {(node.File == ConfigOverrides.Place ? $"the {node.File}" : node.File)}";

    private static bool IsFromCommandLine(ConfigNode? node)
        => node is not null && (node.File == ConfigOverrides.Place || node.Entries.Any(entry => IsFromCommandLine(entry.Value)) || node.Items.Any(IsFromCommandLine));

    private ConfigNode? Section(ConfigNode? trainer) => trainer?.Get("optimization")?.Get(Name) is { Kind: not ConfigKind.Null } section ? section : null;

    private ConfigNode? NodeOf(string parameter)
        => newSection?.Get("params", "parameters")?.Entries.FirstOrDefault(entry => entry.Key == parameter || ValueBinder.SnakeCase(entry.Key) == parameter).Value;
}
