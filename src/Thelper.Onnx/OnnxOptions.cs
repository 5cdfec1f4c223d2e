namespace Thelper.Onnx;

/// <summary>How an ONNX file is written.</summary>
public sealed record OnnxOptions
{
    /// <summary>Version of ONNX's operators, 13 to 18.</summary>
    public int Opset { get; init; } = 17;

    /// <summary>Name of the input.</summary>
    public string InputName { get; init; } = "input";

    /// <summary>Names of the results; <c>output</c>, or the keys of a dictionary, or <c>output0</c>, <c>output1</c>, ... unless given.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>Name of the first axis of all results where it hangs on what is in the input, as the number of objects that are found; null where it does not.</summary>
    public string? RowsName { get; init; }

    /// <summary>What is written into the file beside the model, by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What the graph does to pictures before the network, whose input is N×C×H×W; null for nothing: the graph takes what the network takes.</summary>
    public OnnxPictures? Pictures { get; init; }

    /// <summary>Whether matrices and kernels are stored as 16-bit numbers. The model computes, takes and returns 32-bit ones all the same.</summary>
    public bool HalfWeights { get; init; }

    /// <summary>Above how many bytes of weights they go into a file of their own beside it; a file of protocol buffers ends at 2 GiB.</summary>
    public long ExternalDataFrom { get; init; } = 1L << 30;

    /// <summary>Name of that file; the model's with <c>.data</c> unless given.</summary>
    public string? DataName { get; init; }

    /// <summary>Version of the program, for the file's header.</summary>
    public string ProducerVersion { get; init; } = "";
}
