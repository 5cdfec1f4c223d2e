namespace Thelper.Infer;

/// <summary>How predictions on files are made and written.</summary>
public sealed record PredictionOptions
{
    /// <summary>The file that the predictions go to; null for the writer that is given.</summary>
    public string? Output { get; init; }

    /// <summary><c>jsonl</c>: an object in each line; <c>csv</c>; <c>coco</c>: boxes or masks as a COCO document.</summary>
    public string Format { get; init; } = "jsonl";

    /// <summary>The folder that gets a label map of each picture as PNG, for segmentation; null for none.</summary>
    public string? Maps { get; init; }

    /// <summary>The folder that gets each picture with the prediction drawn on, as PNG; null for none.</summary>
    public string? Pictures { get; init; }

    /// <summary>The folder that gets the image that the model paints of each picture, as PNG, for super-resolution and auto-encoders; null for none.</summary>
    public string? Restored { get; init; }

    /// <summary>How many classes of each picture are written, the best ones.</summary>
    public int TopK { get; init; } = 1;

    /// <summary>Classes and boxes with a lower score are left out.</summary>
    public double Threshold { get; init; }

    /// <summary>Pictures in a batch.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Whether pictures that cannot be read are left out, with a warning; else the first one ends the run.</summary>
    public bool SkipsBadSamples { get; init; }

    /// <summary>How the model is loaded.</summary>
    public PredictorOptions Predictor { get; init; } = new();
}
