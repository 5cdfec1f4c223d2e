using Thelper.Config;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>The section <c>loss</c>.</summary>
internal sealed class LossSection
{
    /// <summary>The type of the loss; excludes <see cref="ModelGetter"/>.</summary>
    [Key("type", Unless = ["model_getter"], Names = [typeof(nn.Module<Tensor, Tensor, Tensor>)])]
    public ConfigNode? Type { get; set; }

    /// <summary>The name of the model's method that makes the loss.</summary>
    [Key("model_getter")]
    public string? ModelGetter { get; set; }

    /// <summary>The parameters of the constructor or method.</summary>
    [Key("params", "parameters")]
    public ConfigNode? Params { get; set; }

    /// <summary>Whether classes are weighted at all.</summary>
    [Key("weight_classes")]
    public bool? WeightClasses { get; set; }

    /// <summary>A map from class names to weights, or a strategy.</summary>
    [Key("weight_distribution", Holds = [typeof(Dictionary<string, double>), typeof(string)])]
    public ConfigNode? WeightDistribution { get; set; }

    /// <summary>The constructor parameter that takes the weights.</summary>
    [Key("weight_param_name")]
    public string WeightParamName { get; set; } = "weight";

    /// <summary>The largest weight.</summary>
    [Key("weight_max")]
    public double WeightMax { get; set; } = double.PositiveInfinity;

    /// <summary>The smallest weight.</summary>
    [Key("weight_min")]
    public double WeightMin { get; set; }

    /// <summary>Whether weights are divided by their sum; by default only with the strategy <c>uniform</c>.</summary>
    [Key("weight_norm")]
    public bool? WeightNorm { get; set; }

    /// <summary>The constructor parameter that takes the label to ignore, in segmentation.</summary>
    [Key("ignore_index_param_name")]
    public string IgnoreIndexParamName { get; set; } = "ignore_index";

    /// <summary>The class that is ignored in segmentation; by default the task's pixels without a class.</summary>
    [Key("ignore_index_label_name")]
    public string IgnoreIndexLabelName { get; set; } = Tasks.Segmentation.DontCareName;
}
