using Thelper.Config;

namespace Thelper.Export;

/// <summary>The <c>export</c> section of a configuration.</summary>
internal sealed class ExportOptions
{
    /// <summary>File name of the exported checkpoint; the session's name with <c>.export.pth</c> unless given.</summary>
    [Key("ckpt_name")]
    public string? CheckpointName { get; set; }

    /// <summary>File name of the TorchScript archive; the session's name with <c>.trace.zip</c> unless given.</summary>
    [Key("trace_name")]
    public string? TraceName { get; set; }

    /// <summary>Whether the checkpoint holds the weights, which is what every program can read; the other form, a pickled object, is not written.</summary>
    [Key("save_raw")]
    public bool SaveRaw { get; set; } = true;

    /// <summary>The example input of a trace: <c>torch.rand(1, 3, 224, 224)</c>, <c>randn</c>, <c>ones</c> or <c>zeros</c>, or the path of an image. Null for no trace, unless a name asks for one.</summary>
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
    public int OnnxOpset { get; set; } = 17;

    /// <summary>How far the exported models' numbers may lie from the model's: the greatest difference over the greatest number (or over 1 where that is smaller).</summary>
    [Key("tolerance")]
    public double Tolerance { get; set; } = 1e-4;

    /// <summary>Whether files other than the checkpoint are asked for.</summary>
    public bool WantsTrace => TraceInput is not null || TraceName is not null || OnnxName is not null;

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
        foreach (var (key, name) in new[] { ("ckpt_name", options.CheckpointName), ("trace_name", options.TraceName), ("onnx_name", options.OnnxName) })
        {
            if (name is not null)
            {
                FileName.Check(section.Get(key)!, "file", name, errors);
            }
        }

        if (options.OnnxOpset is < 13 or > 18)
        {
            errors.Add(section.Get("onnx_opset")!, $"opset {options.OnnxOpset} is out of range: 13 to 18");
        }

        if (options.Tolerance is not (> 0 and < double.PositiveInfinity))
        {
            errors.Add(section.Get("tolerance")!, "'tolerance' must be a number above 0");
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
}
