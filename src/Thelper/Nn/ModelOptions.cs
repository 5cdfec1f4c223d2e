using Thelper.Config;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>The <c>model</c> section of a configuration.</summary>
internal sealed class ModelOptions
{
    /// <summary>Name of the class or function that makes the model.</summary>
    [Key("type", Unless = ["ckptdata", "ckpt_path"], Names = [typeof(nn.Module<Tensor, Tensor>), typeof(Detector)])]
    public ConfigNode? Type { get; set; }

    /// <summary>Arguments of the class or function.</summary>
    [Key("params", "parameters")]
    public ConfigNode? Params { get; set; }

    /// <summary>File with a state dictionary to start from.</summary>
    [Key("weights", "state", "state_dict")]
    public string? Weights { get; set; }

    /// <summary>Where in that file the weights are, keys separated by slashes; null to look.</summary>
    [Key("weights_key")]
    public string? WeightsKey { get; set; }

    /// <summary>Whether every tensor of the model must be in that file and fit; otherwise those that do are loaded.</summary>
    [Key("weights_strict")]
    public bool WeightsStrict { get; set; } = true;

    /// <summary>Checkpoint, or session directory, that holds the model.</summary>
    [Key("ckptdata")]
    public string? CheckpointPath { get; set; }

    /// <summary>Accepted for the original's sake: checkpoints are read on the CPU.</summary>
    [Key("map_location")]
    public string? MapLocation { get; set; }

    /// <summary>Checkpoint, or session directory, of an inference.</summary>
    [Key("ckpt_path")]
    public string? InferencePath { get; set; }

    /// <summary>Task to adapt the model to.</summary>
    [Key("task", Holds = [typeof(TypedSection<Tasks.Task>), typeof(string)])]
    public ConfigNode? Task { get; set; }
}
