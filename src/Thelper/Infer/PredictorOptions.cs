using Thelper.Infer.Tiling;

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

    /// <summary>The windows in which pictures are predicted on, for pixels, boxes and restored images; null for pictures as a whole.</summary>
    public TileOptions? Tiles { get; init; }

    /// <summary>Says, once the task is known, in which windows pictures are predicted on; null for <see cref="Tiles"/>, whatever the task.</summary>
    public Func<Tasks.Task, TileOptions?>? TilesOf { get; init; }

    /// <summary>Windows that go through the model at once; null for four, on the CPU fewer where they are larger than 256 x 256 pixels: a core is busy with one.</summary>
    public int? TileBatch { get; init; }

    /// <summary>The views of a picture (or window) whose answers are put together: <c>flip</c>, <c>flips</c>, <c>scales=0.75,1,1.25</c>, or two of them with a <c>+</c> between; null for the picture as it is.</summary>
    /// <remarks>Classes and pixels get the mean of the views' shares, images the mean of the pictures turned back, boxes weighted box fusion.</remarks>
    public string? Views { get; init; }

    /// <summary>Whether an auto-encoder's picture is wanted besides what it says of the classes (<see cref="Prediction.Restored"/>); the network runs a second time for it.</summary>
    public bool Restores { get; init; }

    /// <summary>Whether many pictures come: a program is made of the network for them. Its numbers differ in the last bits, so a predictor that is asked now and then has none.</summary>
    internal bool Streams { get; init; }

    /// <summary>Told what the user should know of the checkpoint; null for nobody.</summary>
    public Action<string>? Warning { get; init; }
}
