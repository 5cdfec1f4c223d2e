using Thelper.Config;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>The <c>model</c> section of a configuration.</summary>
internal sealed class ModelOptions
{
    /// <summary>The key under which a configuration, and the parameters of a model in a checkpoint, say that its input was adapted.</summary>
    public const string AdaptedInput = "adapt_input";

    /// <summary>Most channels that an input can be adapted to.</summary>
    public const int MostChannels = 4096;

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

    /// <summary>
    /// Channels of the images, where a model that was made for others (usually 3) is to read them with the weights it has: its first convolution is adapted so that a picture whose
    /// channels are all the same is seen as before.
    /// </summary>
    [Key(AdaptedInput, Min = 1, Max = MostChannels)]
    public int? AdaptInput { get; set; }

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
