namespace Thelper.Guide;

/// <summary>What a folder of data holds, and the data sets that read it.</summary>
/// <param name="What">What it holds, in words.</param>
/// <param name="Concepts">What can be learned from it, the first where nothing else is asked for.</param>
internal sealed record Finding(string What, params string[] Concepts)
{
    /// <summary>The data sets as values of a configuration, given what is to be learned and the path of the <see cref="Companion"/>.</summary>
    public required Func<string, string, Dictionary<string, object?>> Datasets { get; init; }

    /// <summary>Paths of images of the training data; empty where they are in no files of their own.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>How many samples there are; 0 where that is not known.</summary>
    public int Count { get; init; }

    /// <summary>The data sets of each set, where the data come divided; null where they are to be split.</summary>
    public IReadOnlyDictionary<string, string>? Sets { get; init; }

    /// <summary>The class names, for the comment on them.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The number of values to predict.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>The size of the images, where it is known without files.</summary>
    public (int Height, int Width)? KnownSize { get; init; }

    /// <summary>Whether the images are what a model takes: channels, height, width, in floating point.</summary>
    public bool IsPrepared { get; init; }

    /// <summary>Channels of images that are prepared.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>The field of the image.</summary>
    public string InputKey { get; init; } = "image";

    /// <summary>The field of the label map.</summary>
    public string TruthKey { get; init; } = "label_map";

    /// <summary>What else the user should know, in lines.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A file that the configuration needs beside it: the ending of its name, and its content; null for none.</summary>
    public (string Ending, string Content)? Companion { get; init; }
}
