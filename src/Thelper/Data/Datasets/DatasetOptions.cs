using Thelper.Config;

namespace Thelper.Data.Datasets;

/// <summary>An entry of the <c>datasets</c> section.</summary>
public sealed class DatasetOptions
{
    /// <summary>Name of the type.</summary>
    [Key("type", Required = true)]
    public ConfigNode? Type { get; set; }

    /// <summary>Its parameters.</summary>
    [Key("params", "parameters")]
    public ConfigNode? Params { get; set; }

    /// <summary>Transforms of its samples; they run before the base transforms.</summary>
    [Key("transforms")]
    public ConfigNode? Transforms { get; set; }

    /// <summary>The task: required for types that have none, an override of the session's task for the others.</summary>
    [Key("task")]
    public ConfigNode? Task { get; set; }
}
