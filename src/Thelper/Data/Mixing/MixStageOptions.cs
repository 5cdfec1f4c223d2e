using Thelper.Config;

namespace Thelper.Data.Mixing;

/// <summary>A stage of <c>train_mix</c>.</summary>
internal sealed class MixStageOptions
{
    /// <summary>Name of the operation.</summary>
    [Key("operation", Required = true, Names = [typeof(MixOperation)])]
    public ConfigNode? Operation { get; set; }

    /// <summary>Its parameters.</summary>
    [Key("params", "param", "parameters", "kwargs")]
    public ConfigNode? Params { get; set; }
}
