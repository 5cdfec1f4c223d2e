using Thelper.Config;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>A stage of a pipeline: an operation with its parameters.</summary>
internal sealed class StageOptions
{
    /// <summary>Name of the operation.</summary>
    [Key("operation", Required = true, Names = [typeof(ITransform)])]
    public ConfigNode? Operation { get; set; }

    /// <summary>Its parameters.</summary>
    [Key("params", "param", "parameters", "kwargs")]
    public ConfigNode? Params { get; set; }

    /// <summary>The fields of the sample that it is for; all images by default.</summary>
    [Key("target_key", "target_keys", "key", "keys", Holds = [typeof(string), typeof(long), typeof(List<string>), typeof(List<long>)])]
    public ConfigNode? TargetKey { get; set; }

    /// <summary>Whether all fields of a sample get the same random numbers.</summary>
    [Key("linked_fate")]
    public bool LinkedFate { get; set; } = true;

    /// <summary>Whether an operation that moves what is in the image moves its truth too; false insists on leaving that where it is.</summary>
    [Key("moves_truth")]
    public bool MovesTruth { get; set; } = true;

    /// <summary>Boxes of a smaller area, in pixels, are dropped after the operation.</summary>
    [Key("min_area")]
    public double MinArea { get; set; } = BoxLimits.DefaultArea;

    /// <summary>Boxes of which a smaller share is still in the image are dropped after the operation; 1 keeps whole ones only.</summary>
    [Key("min_visibility")]
    public double MinVisibility { get; set; } = BoxLimits.DefaultVisibility;

    /// <summary>For <c>Augmentor.Pipeline</c>: whether images come as real numbers from 0 to 1, C×H×W.</summary>
    [Key("input_tensor")]
    public bool InputTensor { get; set; }

    /// <summary>For <c>Augmentor.Pipeline</c>: whether images leave as real numbers from 0 to 1, C×H×W.</summary>
    [Key("output_tensor")]
    public bool OutputTensor { get; set; }
}
