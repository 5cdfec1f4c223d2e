namespace Thelper.Infer.Tiling;

/// <summary>What is said of pixels side by side: numbers in memory, for each channel so many further on. What is null is not there.</summary>
internal readonly unsafe struct WindowTerms
{
    /// <summary>What a window says.</summary>
    public float* Values { get; init; }

    /// <summary>From a channel of it to the next.</summary>
    public long ValueStep { get; init; }

    /// <summary>What that counts at each pixel, of its column. There where there are values.</summary>
    public float* Weights { get; init; }

    /// <summary>What it counts in this row.</summary>
    public float Weight { get; init; }

    /// <summary>The sums of the windows to the left.</summary>
    public float* Before { get; init; }

    /// <summary>From a channel of them to the next.</summary>
    public long BeforeStep { get; init; }

    /// <summary>The sums of the windows above.</summary>
    public float* Above { get; init; }

    /// <summary>From a channel of them to the next.</summary>
    public long AboveStep { get; init; }
}
