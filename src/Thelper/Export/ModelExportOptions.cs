using Thelper.Config;

namespace Thelper.Export;

/// <summary>What is written of a trained model, and how.</summary>
public sealed record ModelExportOptions
{
    /// <summary>The ONNX file (<c>.onnx</c>); null for none.</summary>
    public string? Onnx { get; init; }

    /// <summary>The TorchScript archive (<c>.pt</c>, <c>.zip</c>); null for none.</summary>
    public string? TorchScript { get; init; }

    /// <summary>The folder of a bundle: model, preprocessing, labels, pictures and what is decided of them; null for none.</summary>
    public string? Bundle { get; init; }

    /// <summary>Pictures on which the files are tried, and which the bundle holds: files, folders, patterns; at most <see cref="MostSamples"/> are taken. None for drawn ones.</summary>
    public IReadOnlyList<string> Samples { get; init; } = [];

    /// <summary>Version of ONNX's operators, 13 to 18; null for 17.</summary>
    public int? Opset { get; init; }

    /// <summary>Whether the ONNX file holds its weights as 16-bit numbers.</summary>
    public bool Half { get; init; }

    /// <summary>What the ONNX file does to pictures itself: <c>normalize</c>, <c>all</c> (the resizing too); null for nothing.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>
    /// Size of the input: <c>224</c>, <c>224x320</c> (height, width), <c>3x224x320</c>, an expression such as <c>torch.rand(1, 3, 224, 224)</c>, or an image; null for what the
    /// session's transforms make of a picture, or the <c>input_shape</c> of the task or of the model's parameters.
    /// </summary>
    public string? Input { get; init; }

    /// <summary>How far answers may differ; null for 1e-4, or 2e-2 with 16-bit weights or resizing in the graph.</summary>
    public double? Tolerance { get; init; }

    /// <summary>A configuration, session or checkpoint whose transforms pictures go through; null for those of the model's own session.</summary>
    public string? Transforms { get; init; }

    /// <summary>Whether files that are there are replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>How many pictures are taken at most; a bundle holds an empty scene besides.</summary>
    public const int MostSamples = 8;

    /// <summary>The files, in the order in which they are told of.</summary>
    internal IEnumerable<(string Option, string Path, string[] Endings)> Targets
    {
        get
        {
            if (TorchScript is not null)
            {
                yield return ("--torchscript", TorchScript, [".pt", ".zip"]);
            }

            if (Onnx is not null)
            {
                yield return ("--onnx", Onnx, [".onnx"]);
            }
        }
    }

    /// <summary>The report of how the files answered, beside the first; null where there are none.</summary>
    internal string? Report => Targets.Select(target => target.Path + ".verification.json").FirstOrDefault();

    /// <summary>Checks what can be checked before anything is loaded.</summary>
    /// <exception cref="UserErrorException">Something is wrong; all of it is said.</exception>
    internal void Check()
    {
        var faults = Targets.Select(target => FaultOf(target.Option, target.Path, target.Endings)).OfType<string>().ToList();
        if (Report is { } report && File.Exists(report) && !Overwrite)
        {
            faults.Add($"{report}: is there already, where it goes how the files answered; --overwrite replaces it.");
        }

        if (Report is { } place && InputFile.Refusal(place) is { } refusal)
        {
            faults.Add($"{place}: {refusal.Split(';')[0]}, and stands where it goes how the files answered; move it away.");
        }

        if (!Targets.Any() && Bundle is null)
        {
            faults.Add("There is nothing to write: say --onnx FILE, --torchscript FILE or --bundle DIR.");
        }

        if (Bundle is not null && FaultOfBundle(Bundle) is { } fault)
        {
            faults.Add(fault);
        }

        if (Input is not null && TraceInput.FaultOfSize(Input) is { } size)
        {
            faults.Add(size);
        }

        if (Opset is < 13 or > 18)
        {
            faults.Add($"--opset {Opset}: is out of range: 13 to 18.");
        }

        if (Opset is not null && Onnx is null && Bundle is null)
        {
            faults.Add("--opset: is for ONNX files (--onnx FILE, --bundle DIR).");
        }

        if (Tolerance is not (null or (> 0 and < double.PositiveInfinity)))
        {
            faults.Add("--tolerance: must be a number above 0.");
        }

        if (Tolerance >= 1 && Bundle is not null)
        {
            faults.Add("--tolerance: with 1 or more a bundle would prove nothing (--bundle DIR); it is relative to the greatest number of an answer.");
        }

        if (Half && Onnx is null && Bundle is null)
        {
            faults.Add("--half: is for ONNX files (--onnx FILE, --bundle DIR).");
        }

        if (Preprocessing is not null && (Onnx is null || Bundle is not null))
        {
            faults.Add("--preprocessing: is for an ONNX file by itself (--onnx FILE); a bundle keeps its stages apart.");
        }

        if (Preprocessing is not null && !EmbeddedPreprocessing.Choices.Contains(Preprocessing))
        {
            faults.Add($"--preprocessing {Preprocessing}: there are {string.Join(" and ", EmbeddedPreprocessing.Choices)}.");
        }

        if (faults.Count > 0)
        {
            throw new UserErrorException(string.Join(Environment.NewLine, faults));
        }
    }

    /// <summary>Makes sure that no file takes the place of one that the export is made from.</summary>
    /// <param name="sources">Those, by any name; null, and what is no file, is passed over.</param>
    /// <exception cref="UserErrorException">One does; all are named.</exception>
    internal void RequireApart(IEnumerable<string?> sources) => RequireApart(Targets.Select(target => (target.Option, target.Path)), sources);

    /// <summary>Makes sure that no file takes the place of one that the export is made from.</summary>
    /// <param name="targets">The files, and what names each.</param>
    /// <param name="sources">Those that it is made from, by any name; null, and what is no file, is passed over.</param>
    /// <exception cref="UserErrorException">One does; all are named.</exception>
    internal static void RequireApart(IEnumerable<(string Option, string Path)> targets, IEnumerable<string?> sources)
    {
        var used = sources.OfType<string>().Where(File.Exists).Select(InnerPaths.Real).ToHashSet(StringComparer.Ordinal);
        var faults = targets.Where(target => used.Contains(InnerPaths.Real(target.Path))).Select(target => $"{target.Option} {target.Path}: is a file that this export is made from, and is not replaced; name another one.").ToList();
        if (faults.Count > 0)
        {
            throw new UserErrorException(string.Join(Environment.NewLine, faults));
        }
    }

    // What is in a folder that is there, BundleFolder looks at.
    private string? FaultOfBundle(string path) =>
        path.Length == 0 ? "--bundle: names no folder."
        : Path.GetPathRoot(Path.GetFullPath(path)) == Path.GetFullPath(path) ? $"--bundle {path}: is the root of all folders; a bundle needs one of its own."
        : !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path).TrimEnd('/'))) ? $"{path}: its folder does not exist."
        : File.Exists(path) ? $"{path}: is a file."
        : !Directory.Exists(path) ? null
        : !Directory.EnumerateFileSystemEntries(path).Any() ? $"{path}: is there already; the folder of a bundle is made new."
        : !Overwrite ? $"{path}: is there already; --overwrite replaces a bundle."
        : null;

    private string? FaultOf(string option, string path, string[] endings)
    {
        if (!endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            return $"{option} {path}: such a file's name ends with {string.Join(" or ", endings)}, which says what it is when it is opened.";
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return !Directory.Exists(folder) ? $"{path}: its folder does not exist."
            : Bundle is { Length: > 0 } && InnerPaths.IsInside(path, Bundle) ? $"{option} {path}: lies in the folder of --bundle, which holds the bundle alone; name a place outside it."
            : Directory.Exists(path) ? $"{path}: is a folder."
            : InputFile.Refusal(path) is { } kind ? $"{path}: {kind.Split(';')[0]}, and only a regular file is replaced; name another one."
            : endings.Contains(".onnx") && File.Exists(path + ".data") && !Overwrite ? $"{path}.data: is there already, where large weights go; --overwrite replaces it."
            : File.Exists(path) && !Overwrite ? $"{path}: is there already; --overwrite replaces it."
            : null;
    }
}
