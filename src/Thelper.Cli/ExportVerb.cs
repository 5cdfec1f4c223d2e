using System.CommandLine;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper export CONFIG DIR</c>, the original's form, and <c>thelper export MODEL --onnx FILE</c>.</summary>
internal sealed class ExportVerb : Verb
{
    private static readonly string[] ConfigEndings = [".json", ".yml", ".yaml"];
    private readonly TrailingArguments arguments;
    private readonly Option<string> config;
    private readonly Option<string> saveDir;
    private readonly Option<string> onnx = new("--onnx") { Description = "Write the model as an ONNX file.", HelpName = "FILE" };
    private readonly Option<string> torchScript = new("--torchscript") { Description = "Write the model as a TorchScript archive.", HelpName = "FILE" };
    private readonly Option<string> bundle = new("--bundle") { Description = "Write a folder with the model, its preprocessing, labels, pictures and what is decided of them; 'thelper verify DIR' runs it anywhere.", HelpName = "DIR" };
    private readonly Option<string[]> sample = new("--sample") { Description = "A picture on which the files are tried, and for the bundle; or a folder of them; may be given several times (default: drawn ones).", HelpName = "PATH", };
    private readonly Option<int?> opset = new("--opset") { Description = "Version of ONNX's operators, 13 to 18 (default: 17).", HelpName = "N" };
    private readonly Option<bool> half = new("--half") { Description = "Hold the ONNX file's weights as 16-bit numbers." };
    private readonly Option<string> preprocessing = new("--preprocessing") { Description = "Put into the ONNX graph what pictures go through, which it takes as bytes then: normalize, or all (the resizing, too).", HelpName = "PART" };
    private readonly Option<string> input = new("--input") { Description = "Size of the input: 224, 224x320 (height, width), 3x224x320, or an image (default: what the session's transforms make).", HelpName = "SIZE" };
    private readonly Option<double?> tolerance = new("--tolerance") { Description = "How far answers may differ from the model's (default: 0.0001; with --half or --preprocessing all 0.02).", HelpName = "X" };
    private readonly Option<string> transforms = new("--transforms") { Description = "A configuration, session or checkpoint whose base_transforms pictures go through.", HelpName = "PATH" };
    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Replace files that are there; with a configuration, move a session of its name aside." };
    private readonly Option<string> nameSuffix = new("--name-suffix") { Description = "Add this to the name of a configuration's session, after a dash.", HelpName = "TEXT" };
    private readonly Option[] ofModels;
    private readonly Option[] ofConfigs;

    /// <summary>Creates the command.</summary>
    public ExportVerb()
        : base("export", "Export a model as ONNX, TorchScript (MODEL --onnx FILE), or as a configuration says (CONFIG DIR); each file is run before it counts.")
    {
        arguments = new(Command, ("MODEL", "A session's folder or a checkpoint; or a configuration."), ("DIR", "The folder in which the folder of a configuration's session is made."));
        config = Option("--config", "-c", "CONFIG", "The configuration file, whose section 'export' says what is written.");
        saveDir = Option("--save-dir", "-d", "DIR", "The folder in which the folder of a configuration's session is made.");
        ofConfigs = [config, saveDir, nameSuffix, arguments.Reproducible];
        ofModels = [onnx, torchScript, bundle, sample, opset, half, preprocessing, input, tolerance, transforms];
        foreach (var option in new Option[] { onnx, torchScript, bundle, sample, opset, half, preprocessing, input, tolerance, transforms, overwrite, nameSuffix })
        {
            Command.Options.Add(option);
        }
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (paths, overrides) = arguments.Read(parsed);
        var position = 0;
        if (parsed.GetValue(config) is not null || (paths is [var first, ..] && ConfigEndings.Contains(Path.GetExtension(first).ToLowerInvariant())))
        {
            RequireNone(parsed, ofModels, "is for a model, not for a configuration, whose section 'export' says such things");
            var file = OptionOrArgument(parsed.GetValue(config), paths, ref position)!;
            var folder = OptionOrArgument(parsed.GetValue(saveDir), paths, ref position);
            RequireNoMore(paths, position);
            Session.Export(file, folder, environment, overrides, new() { Overwrite = parsed.GetValue(overwrite), NameSuffix = parsed.GetValue(nameSuffix) });
            return;
        }

        RequireNone(parsed, ofConfigs, "is for a configuration (-c CONFIG)");
        if (overrides.Count > 0)
        {
            throw new UserErrorException($"'{overrides[0]}': does not exist; and a model has no configuration to change.");
        }

        if (paths.Count == 0)
        {
            throw new UserErrorException("What to export is missing: thelper export CONFIG DIR, or thelper export MODEL --onnx FILE (a session's folder or a checkpoint).");
        }

        if (paths.Count > 1)
        {
            throw new UserErrorException($"'{paths[1]}': not understood; the files that a model is written to are named by --onnx FILE, --torchscript FILE and --bundle DIR.");
        }

        var written = Session.ExportModel(
            paths[0],
            new()
            {
                Onnx = parsed.GetValue(onnx),
                TorchScript = parsed.GetValue(torchScript),
                Bundle = parsed.GetValue(bundle),
                Samples = parsed.GetValue(sample) ?? [],
                Opset = parsed.GetValue(opset),
                Half = parsed.GetValue(half),
                Preprocessing = parsed.GetValue(preprocessing),
                Input = parsed.GetValue(input),
                Tolerance = parsed.GetValue(tolerance),
                Transforms = parsed.GetValue(transforms),
                Overwrite = parsed.GetValue(overwrite),
            },
            environment);
        foreach (var file in written)
        {
            output.WriteLine($"written: {file}");
        }
    }
}
