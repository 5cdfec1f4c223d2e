namespace Thelper.Torch.Serialization;

/// <summary>Bounds on what a checkpoint may ask of the reader, so that a small hostile file cannot exhaust memory or time.</summary>
/// <remarks>Independently of these, nothing is ever allocated from a length that exceeds what the file holds.</remarks>
public sealed record LoadLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static LoadLimits Default { get; } = new();

    /// <summary>Largest size of the pickled structure (without tensor contents), in bytes.</summary>
    public long MaxPickleBytes { get; init; } = 256L << 20;

    /// <summary>Largest number of pickle instructions; it bounds the number of values and remembered values.</summary>
    public long MaxInstructions { get; init; } = 4_000_000;

    /// <summary>Largest number of values seen by code that walks the result without noticing that parts of it are shared.</summary>
    public long MaxExpandedValues { get; init; } = 50_000_000;

    /// <summary>Deepest nesting of containers.</summary>
    public int MaxDepth { get; init; } = 200;

    /// <summary>Largest size of all tensor contents together, in bytes; the size of the file bounds it in any case.</summary>
    public long MaxTensorBytes { get; init; } = long.MaxValue;

    /// <summary>Largest size, in bytes, of a tensor that shows more elements than its storage has (an expanded one).</summary>
    public long MaxExpandedTensorBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Whether objects of classes outside the closed list are passed over, a <see cref="SkippedObject"/> in the place of each, instead of refusing the file. Nothing of
    /// them is made or run either way; parts of tensors, and functions that only an attack names, are refused all the same.
    /// </summary>
    public bool SkipsObjects { get; init; }
}
