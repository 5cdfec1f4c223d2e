using Thelper.Config;
using Thelper.Logging;
using Thelper.Random;
using Thelper.Torch.Serialization;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>What a session stores to go on later: the original's dictionary, plus one key of our own.</summary>
/// <remarks>
/// <c>epoch</c> keeps the original's meaning, the index of the finished epoch, so that the original reads our files. In a
/// file saved because of an interruption within an epoch it is the index of that epoch, which is where the original starts
/// again; <see cref="FinishedEpoch"/> tells the two apart.
/// </remarks>
public sealed record Checkpoint
{
    /// <summary>The version of the original whose files these are.</summary>
    public const string CompatibleVersion = "0.6.2";

    /// <summary>The key of what the original does not know.</summary>
    internal const string ExtraKey = "thelper_dotnet";

    /// <summary>The key, among ours, of the rule by which data is split: files without it are from before torchvision's folders were split as the original splits them.</summary>
    internal const string SplitRuleKey = "split_rule";

    /// <summary>The whole dictionary of a file that was read; null for a checkpoint yet to be saved.</summary>
    public PyDict? Content { get; init; }

    /// <summary>The session's name.</summary>
    public required string Name { get; init; }

    /// <summary>Index of the epoch at which the original would start again.</summary>
    public int Epoch { get; init; }

    /// <summary>Index of the last finished epoch; -1 if none is finished.</summary>
    public int FinishedEpoch { get; init; }

    /// <summary>Training batches so far.</summary>
    public long Iteration { get; init; }

    /// <summary>Host and time of saving.</summary>
    public string Source { get; init; } = "";

    /// <summary>The task's text form; null where there is none.</summary>
    public string? Task { get; init; }

    /// <summary>The outputs of the epochs so far, by index.</summary>
    public IReadOnlyDictionary<int, EpochOutputs> Outputs { get; init; } = new Dictionary<int, EpochOutputs>();

    /// <summary>The model's weights by name.</summary>
    public PyDict? Model { get; init; }

    /// <summary>The model's type.</summary>
    public string? ModelType { get; init; }

    /// <summary>The constructor parameters of the model.</summary>
    public IReadOnlyDictionary<string, object?> ModelParams { get; init; } = new Dictionary<string, object?>();

    /// <summary>The optimizer's state.</summary>
    public PyDict? Optimizer { get; init; }

    /// <summary>The scheduler's state.</summary>
    public PyDict? Scheduler { get; init; }

    /// <summary>The best value of what is monitored; null when nothing is.</summary>
    public double? MonitorBest { get; init; }

    /// <summary>The epoch of that value; -1 when there is none.</summary>
    public int MonitorBestEpoch { get; init; } = -1;

    /// <summary>The configuration of the session.</summary>
    public required ConfigNode Config { get; init; }

    /// <summary>The seeds in use, given or drawn; null in the original's files.</summary>
    public Seeds? Seeds { get; init; }

    /// <summary>The state of libtorch's generator; null in the original's files.</summary>
    public Tensor? GeneratorState { get; init; }

    /// <summary>Threads of an operator; they decide the last bits of the results. 0 in the original's files.</summary>
    public int Threads { get; init; }

    /// <summary>The version of libtorch that the session ran on; null in the original's files, and in a checkpoint yet to be saved.</summary>
    public string? LibTorch { get; init; }

    /// <summary>Gives the weights to a model, after checking that all of them fit.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="UserErrorException">Names or shapes differ; all of them are listed.</exception>
    public void LoadInto(Nn.Module model)
    {
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, value) in Model ?? [])
        {
            if (name is string text && value is Tensor tensor)
            {
                weights[text] = tensor;
            }
        }

        try
        {
            model.load_state_dict(weights, strict: true);
        }
        catch (InvalidOperationException error)
        {
            throw new UserErrorException(error.Message, error);
        }
    }
}
