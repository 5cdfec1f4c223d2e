using Thelper.Config;
using Thelper.Tasks;
using Thelper.Transforms;
using Thelper.Vision.Datasets;

namespace Thelper.Data.Datasets;

/// <summary>An entry of the <c>datasets</c> section.</summary>
public sealed class DatasetOptions
{
    /// <summary>Name of the type.</summary>
    [Key("type", Required = true, Names = [typeof(Dataset), typeof(IVisionDataset)])]
    public ConfigNode? Type { get; set; }

    /// <summary>Its parameters.</summary>
    [Key("params", "parameters")]
    public ConfigNode? Params { get; set; }

    /// <summary>Transforms of its samples; they run before the base transforms.</summary>
    [Key("transforms", Holds = [typeof(List<StageOptions>)])]
    public ConfigNode? Transforms { get; set; }

    /// <summary>The task: required for types that have none, an override of the session's task for the others.</summary>
    [Key("task", Holds = [typeof(TypedSection<Tasks.Task>), typeof(string)])]
    public ConfigNode? Task { get; set; }
}
