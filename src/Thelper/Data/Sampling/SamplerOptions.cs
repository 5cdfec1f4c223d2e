using Thelper.Config;

namespace Thelper.Data.Sampling;

/// <summary>A sampler in the <c>loaders</c> section.</summary>
public sealed class SamplerOptions
{
    /// <summary>Name of the type.</summary>
    [Key("type", Required = true, Names = [typeof(Sampler)])]
    public ConfigNode? Type { get; set; }

    /// <summary>Its parameters.</summary>
    [Key("params", "param", "parameters", "kwargs")]
    public ConfigNode? Params { get; set; }

    /// <summary>Hands the class name of every sample to the sampler.</summary>
    [Key("pass_labels")]
    public bool PassLabels { get; set; }

    /// <summary>Kept for the original's configurations: labels reach a sampler through <see cref="SamplerInput"/>.</summary>
    [Key("pass_labels_param_name")]
    public string? PassLabelsParamName { get; set; }
}
