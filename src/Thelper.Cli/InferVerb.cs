using System.CommandLine;
using Thelper.Geo.Scenes;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper infer CONFIG [DIR]</c>, the original's form, <c>thelper infer MODEL PATH...</c>, and <c>thelper infer MODEL SCENES... --scenes DIR</c>.</summary>
internal sealed class InferVerb : Verb
{
    private static readonly string[] ConfigEndings = [".json", ".yml", ".yaml"];
    private static readonly string[] Formats = ["jsonl", "csv", "coco"];
    private const double DefaultOverlap = 0.25;
    private readonly TrailingArguments arguments;
    private readonly Option<string> config;
    private readonly Option<string> checkpoint = new("--ckpt-path") { Description = "The session or checkpoint whose model is run, in place of the configuration's model.ckpt_path.", HelpName = "PATH" };
    private readonly Option<string> saveDir;
    private readonly Option<string> output;
    private readonly Option<string> model = new("--model") { Description = "The model, in place of the first name.", HelpName = "PATH" };
    private readonly Option<string> format = new("--format") { Description = "jsonl (default): an object in each line; csv; coco: boxes or masks as a COCO document.", HelpName = "FORMAT" };
    private readonly Option<string> maps = new("--maps") { Description = "Write a label map of each picture into this folder, for segmentation.", HelpName = "DIR" };
    private readonly Option<string> pictures = new("--pictures") { Description = "Draw the prediction on each picture, into this folder.", HelpName = "DIR" };
    private readonly Option<string> restored = new("--restored") { Description = "Write the image that the model paints of each picture into this folder, for super-resolution and auto-encoders.", HelpName = "DIR" };
    private readonly Option<int?> tile = new("--tile") { Description = "Predict in windows of N x N pixels, for large pictures: pixels, boxes, restored images.", HelpName = "N" };
    private readonly Option<double?> overlap = new("--overlap") { Description = "What neighbouring windows share at least: pixels, or below 1 a share of the window (default: 0.25).", HelpName = "X" };
    private readonly Option<string> blend = new("--blend") { Description = "How windows are put together: gaussian (default), linear, none.", HelpName = "HOW" };
    private readonly Option<string> views = new("--tta") { Description = "Look at several views and put the answers together: flip, flips, scales=0.75,1,1.25; or two of them with a + between.", HelpName = "VIEWS" };
    private readonly Option<int?> topK = new("--top-k") { Description = "How many classes of each picture are written (default: 1).", HelpName = "N" };
    private readonly Option<double?> threshold = new("--threshold") { Description = "Leave out classes and boxes with a lower score.", HelpName = "SCORE" };
    private readonly Option<int?> batchSize = new("--batch-size") { Description = "Pictures in a batch (default: 16), or windows (default: 4, on the CPU fewer large ones).", HelpName = "N" };
    private readonly Option<string> onBadSample = new("--on-bad-sample") { Description = "A picture that cannot be read: fail (default) or skip.", HelpName = "ACTION" };
    private readonly Option<string> device = new("--device") { Description = "The device that computes (cpu, cuda:0).", HelpName = "DEVICE" };
    private readonly Option<string> transforms = new("--transforms") { Description = "A configuration, session or checkpoint whose base_transforms pictures go through.", HelpName = "PATH" };
    private readonly SceneArguments scenes = new();
    private readonly Option[] ofPictures;
    private readonly Option[] notOfScenes;
    private readonly Option[] ofConfigs;

    /// <summary>Creates the command.</summary>
    public InferVerb()
        : base("infer", "Run a trained model on the data of a configuration (CONFIG DIR), or on pictures (MODEL PATH...).")
    {
        arguments = new(Command, ("MODEL", "A session's folder, a checkpoint or an ONNX file; or a configuration."), ("PATHS", "Images, folders, patterns, lists, - for paths from standard input; or the folder of the configuration's results."))
        {
            TakesMore = true,
        };
        WritesData = true;
        config = Option("--config", "-c", "CONFIG", "The configuration file, whose section 'tester' says what becomes of the predictions.");
        saveDir = Option("--save-dir", "-d", "DIR", "The folder in which the folder of a configuration's results is made (default: the one that holds the checkpoint's session).");
        output = Option("--output", "-o", "FILE", "The file that the predictions go to (default: standard output).");
        onBadSample.AcceptOnlyFromAmong("fail", "skip");
        format.CompletionSources.Add(_ => Formats.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        blend.AcceptOnlyFromAmong("gaussian", "linear", "none");
        ofConfigs = [config, checkpoint, saveDir, arguments.Reproducible];
        Option[] own = [model, format, maps, pictures, restored, tile, overlap, blend, views, topK, threshold, batchSize, onBadSample, device, transforms];
        ofPictures = [output, .. own, .. scenes.All];
        notOfScenes = [.. ofConfigs, output, format, maps, pictures, restored, topK, onBadSample];
        foreach (var option in own.Prepend(checkpoint).Concat(scenes.All))
        {
            Command.Options.Add(option);
        }
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (names, overrides) = arguments.Read(parsed, first => IsOfConfig(parsed, first));
        IReadOnlyList<string> paths = [.. new[] { parsed.GetValue(model) }.OfType<string>(), .. names];
        if (IsOfConfig(parsed, names is [var given, ..] ? given : null))
        {
            RequireNone(parsed, ofPictures, "is for a model and pictures, not for a configuration");
            var position = 0;
            var file = OptionOrArgument(parsed.GetValue(config), paths, ref position)!;
            var folder = OptionOrArgument(parsed.GetValue(saveDir), paths, ref position);
            RequireNoMore(paths, position);
            Session.Infer(file, folder, parsed.GetValue(checkpoint), environment, overrides);
            return;
        }

        RequireNone(parsed, ofConfigs, "is for a configuration (-c CONFIG)");
        if (overrides.Count > 0)
        {
            throw new UserErrorException($"'{overrides[0]}': does not exist; and a model has no configuration to change.");
        }

        if (paths.Count == 0)
        {
            throw new UserErrorException("What to run is missing: thelper infer CONFIG DIR, or thelper infer MODEL PATH... (a session's folder, a checkpoint or an ONNX file; then pictures).");
        }

        if (scenes.FolderOf(parsed) is { } results)
        {
            RequireNone(parsed, notOfScenes, "is not for scenes (--scenes DIR)");
            SceneInference.Run(paths[0], [.. paths.Skip(1)], scenes.Read(parsed, CommonOf(parsed, results)), environment, output);
            return;
        }

        RequireNone(parsed, scenes.Details, "is for scenes (--scenes DIR)");

        // As among the paths, where it is standard input; ./- is a file.
        var target = parsed.GetValue(this.output);
        target = target == "-" ? null : target;

        // Predictions on the terminal show themselves how far it has come, and a line of progress would be between them.
        var defaults = new PredictionOptions();
        Session.Predict(
            paths[0],
            [.. paths.Skip(1)],
            target is null && !Console.IsOutputRedirected ? environment with { Progress = null } : environment,
            new()
            {
                Output = target,
                Format = parsed.GetValue(format) ?? defaults.Format,
                Maps = parsed.GetValue(maps),
                Pictures = parsed.GetValue(pictures),
                Restored = parsed.GetValue(restored),
                TopK = parsed.GetValue(topK) ?? defaults.TopK,
                Threshold = parsed.GetValue(threshold) ?? defaults.Threshold,
                BatchSize = parsed.GetValue(batchSize) ?? defaults.BatchSize,
                SkipsBadSamples = parsed.GetValue(onBadSample) == "skip",
                Predictor = PredictorOf(parsed) with { Tiles = Tiles(parsed), TileBatch = parsed.GetValue(batchSize) },
            },
            output,
            Console.In);
    }

    // A configuration and its data, not a model and pictures.
    private bool IsOfConfig(ParseResult parsed, string? first) => parsed.GetValue(config) is not null || ConfigEndings.Contains(Path.GetExtension(parsed.GetValue(model) ?? first ?? "").ToLowerInvariant());

    private PredictorOptions PredictorOf(ParseResult parsed) => new() { Device = parsed.GetValue(device), Transforms = parsed.GetValue(transforms), Views = parsed.GetValue(views) };

    private SceneOptions CommonOf(ParseResult parsed, string folder)
    {
        var defaults = new SceneOptions { Folder = folder };
        var size = parsed.GetValue(tile) ?? defaults.Tiles.Size;
        return defaults with
        {
            Tiles = TilesOf(parsed, size),
            Batch = parsed.GetValue(batchSize),
            Threshold = parsed.GetValue(threshold) ?? defaults.Threshold,
            Predictor = PredictorOf(parsed),
            Given = [.. Command.Options.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)],
        };
    }

    private TileOptions? Tiles(ParseResult parsed)
    {
        if (parsed.GetValue(tile) is not { } size)
        {
            RequireNone(parsed, [overlap, blend], "is for windows (--tile N)");
            return null;
        }

        return TilesOf(parsed, size);
    }

    private TileOptions TilesOf(ParseResult parsed, int size)
    {
        if (size < 1)
        {
            throw new UserErrorException($"{tile.Name}: a window has at least 1 pixel, not {size}");
        }

        var how = parsed.GetValue(blend) switch { "linear" => WindowBlend.Linear, "none" => WindowBlend.None, _ => WindowBlend.Gaussian };
        var options = new TileOptions { Size = size, Overlap = TileOptions.ReadOverlap(parsed.GetValue(overlap) ?? DefaultOverlap, size), Blend = how };
        options.Check();
        return options;
    }
}
