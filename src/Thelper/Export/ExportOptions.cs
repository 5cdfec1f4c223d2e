using Thelper.Config;

namespace Thelper.Export;

/// <summary>The <c>export</c> section of a configuration.</summary>
internal sealed class ExportOptions
{
    /// <summary>The version of ONNX's operators that files have where nothing else is said.</summary>
    public const int DefaultOpset = 17;

    private static readonly string[] OfOnnx = ["onnx_opset", "onnx_float16", "onnx_preprocessing"];

    /// <summary>File name of the exported checkpoint; the session's name with <c>.export.pth</c> unless given.</summary>
    [Key("ckpt_name")]
    public string? CheckpointName { get; set; }

    /// <summary>File name of the TorchScript archive; the session's name with <c>.trace.zip</c> unless given.</summary>
    [Key("trace_name")]
    public string? TraceName { get; set; }

    /// <summary>Whether the checkpoint holds the weights, which is what every program can read; the other form, a pickled object, is not written.</summary>
    [Key("save_raw")]
    public bool SaveRaw { get; set; } = true;

    /// <summary>The example input of a trace: <c>torch.rand(1, 3, 224, 224)</c>, <c>randn</c>, <c>ones</c> or <c>zeros</c>, or the path of an image or of a tensor (<c>.pt</c>, <c>.pth</c>). Null for no trace, unless a name asks for one.</summary>
    [Key("trace_input")]
    public string? TraceInput { get; set; }

    /// <summary>The task, as a map or in its text form; that of the checkpoint or of the datasets unless given.</summary>
    [Key("task")]
    public ConfigNode? Task { get; set; }

    /// <summary>File name of the ONNX model; null for none.</summary>
    [Key("onnx_name")]
    public string? OnnxName { get; set; }

    /// <summary>Version of ONNX's operators, 13 to 18.</summary>
    [Key("onnx_opset")]
    public int OnnxOpset { get; set; } = DefaultOpset;

    /// <summary>Whether the ONNX model holds its weights as 16-bit numbers: half the size. It computes, takes and returns 32-bit ones.</summary>
    [Key("onnx_float16")]
    public bool OnnxFloat16 { get; set; }

    /// <summary>
    /// What the ONNX model does to pictures itself, which it takes as bytes then (N×H×W×3): <c>normalize</c>, what follows the last change of their size; <c>all</c>, the resizing too. Null for nothing.
    /// </summary>
    [Key("onnx_preprocessing")]
    public string? OnnxPreprocessing { get; set; }

    /// <summary>
    /// How far the exported models' numbers may lie from the model's: the greatest difference over the greatest number (or over 1 where that is smaller); 1e-4 unless given, 2e-2 with 16-bit weights or resizing in the graph.
    /// </summary>
    [Key("tolerance")]
    public double? Tolerance { get; set; }

    /// <summary>Above how many bytes of weights they go into a file of their own beside the ONNX model; a file of protocol buffers ends at 2 GiB.</summary>
    public long ExternalDataFrom { get; init; } = 1L << 30;

    /// <summary>Whether files other than the checkpoint are asked for.</summary>
    public bool WantsTrace => TraceInput is not null || TraceName is not null || OnnxName is not null;

    /// <summary>The tolerance that counts.</summary>
    /// <param name="given">What the user said; null for nothing.</param>
    /// <param name="isHalf">Whether weights were rounded to 16 bits.</param>
    public static double DefaultTolerance(double? given, bool isHalf) => given ?? (isHalf ? 2e-2 : 1e-4);

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section; null for none.</param>
    /// <param name="errors">Receives every mistake.</param>
    public static ExportOptions Bind(ConfigNode? section, ConfigErrors errors)
    {
        if (section is null or { Kind: ConfigKind.Null })
        {
            return new();
        }

        var options = OptionsBinder.Bind<ExportOptions>(section, errors);
        var files = new Dictionary<string, string>();
        foreach (var (key, name) in new[] { ("ckpt_name", options.CheckpointName), ("trace_name", options.TraceName), ("onnx_name", options.OnnxName) })
        {
            if (name is not null && FileName.Check(section.Get(key)!, "file", name, errors) && !files.TryAdd(name, key))
            {
                errors.Add(section.Get(key)!, $"'{key}' is the file of '{files[name]}', which would be lost; give each its own name");
            }
        }

        if (options.OnnxName is { Length: > 0 } onnx && !onnx.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            errors.Add(section.Get("onnx_name")!, $"'onnx_name': such a file's name ends with .onnx, which says what it is when it is opened, not '{onnx}'");
        }

        foreach (var key in options.OnnxName is null ? OfOnnx : [])
        {
            RefuseWhereGiven(section, key, "says how the ONNX model is, and none is written: give its name under 'onnx_name'", errors);
        }

        if (!options.WantsTrace)
        {
            RefuseWhereGiven(section, "tolerance", "says how exported models are compared, and none is written: give 'trace_name' or 'onnx_name'", errors);
        }

        if (options.OnnxOpset is < 13 or > 18)
        {
            errors.Add(section.Get("onnx_opset")!, $"opset {options.OnnxOpset} is out of range: 13 to 18");
        }

        if (options.Tolerance is not (null or (> 0 and < double.PositiveInfinity)))
        {
            errors.Add(section.Get("tolerance")!, "'tolerance' must be a number above 0");
        }

        if (options.OnnxPreprocessing is { } choice && !EmbeddedPreprocessing.Choices.Contains(choice))
        {
            errors.Add(section.Get("onnx_preprocessing")!, $"'{choice}': there are {string.Join(" and ", EmbeddedPreprocessing.Choices)}");
        }

        if (!options.SaveRaw)
        {
            errors.Add(section.Get("save_raw")!, "'save_raw: false' pickles the model's Python class, which this program has not; with 'true' the checkpoint holds the weights, and 'trace_name' or 'onnx_name' the program");
        }

        if (options.TraceInput is { } input)
        {
            Thelper.Export.TraceInput.Check(section.Get("trace_input")!, input, errors);
        }

        return options;
    }

    private static void RefuseWhereGiven(ConfigNode section, string key, string why, ConfigErrors errors)
    {
        if (section.Get(key) is { Kind: not ConfigKind.Null, Value: not false } node)
        {
            errors.Add(node, $"'{key}' {why}");
        }
    }
}
