namespace Thelper.Infer;

/// <summary>How a <see cref="Predictor"/> is made.</summary>
public sealed record PredictorOptions
{
    /// <summary>The device that computes: <c>cpu</c>, <c>cuda:0</c>; null for the first GPU, or the CPU. ONNX models run on the CPU.</summary>
    public string? Device { get; init; }

    /// <summary>A configuration, session or checkpoint whose <c>base_transforms</c> pictures go through; null for those of the model's own session.</summary>
    public string? Transforms { get; init; }

    /// <summary>Whether a checkpoint of others may run the code that it names.</summary>
    public bool Trust { get; init; }

    /// <summary>Threads that one run of an ONNX model uses; 0 for one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>Told what the user should know of the checkpoint; null for nobody.</summary>
    public Action<string>? Warning { get; init; }
}
