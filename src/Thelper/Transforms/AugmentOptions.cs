using Thelper.Config;

namespace Thelper.Transforms;

/// <summary>An augmentation section of the loaders: <c>train_augments</c>, <c>valid_augments</c> and so on.</summary>
internal sealed class AugmentOptions
{
    /// <summary>Whether the pipeline comes after the base transforms.</summary>
    [Key("append")]
    public bool Append { get; set; }

    /// <summary>The stages.</summary>
    [Key("transforms", Holds = [typeof(List<StageOptions>)])]
    public ConfigNode? Transforms { get; set; }
}
