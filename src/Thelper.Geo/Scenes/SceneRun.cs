using Thelper.Geo.Rasters;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Tasks;

namespace Thelper.Geo.Scenes;

/// <summary>Predicts on one scene: windows first, into plain files, then the scene's own files, each at once.</summary>
/// <param name="predictor">The model.</param>
/// <param name="path">The scene.</param>
/// <param name="name">Its name.</param>
/// <param name="key">What is asked for, as a hash.</param>
/// <param name="marks">What the scene's files were like when that was found.</param>
/// <param name="options">How.</param>
/// <param name="environment">Log, progress, stop.</param>
internal sealed class SceneRun(Predictor predictor, string path, string name, string key, IReadOnlyList<string> marks, SceneOptions options, SessionEnvironment environment)
{
    // Of models that answer with numbers: three, twice as fine as the scene.
    private const int GuessedNumbers = 12;

    /// <summary>Predicts what is not there yet, and writes the files.</summary>
    public SceneReport Run()
    {
        var log = environment.Log.For("thelper.infer");
        using var source = new SceneSource(path, options.Bands);
        using var scratch = new SceneScratch(ScratchOf(options.Folder, name), key, log.Info);
        return predictor.Task switch
        {
            Detection task => Objects(task, source, scratch),
            Classification task => Patches(task, source, scratch),
            Segmentation task => Pixels(task, source, scratch),
            _ => Values(source, scratch),
        };
    }

    /// <summary>Removes what a scene was worked on in, after its report is written.</summary>
    /// <param name="folder">The folder of the results.</param>
    /// <param name="name">The scene's name.</param>
    public static void Finish(string folder, string name)
    {
        var scratch = ScratchOf(folder, name);
        if (Directory.Exists(scratch))
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Removes what an earlier run has left, unless one works there at the moment.</summary>
    /// <param name="folder">The folder of the results.</param>
    /// <param name="name">The scene's name.</param>
    public static void Sweep(string folder, string name)
    {
        if (SceneScratch.IsFree(ScratchOf(folder, name)))
        {
            Finish(folder, name);
        }
    }

    /// <summary>What a scene is worked on in.</summary>
    /// <param name="folder">The folder of the results.</param>
    /// <param name="name">The scene's name.</param>
    public static string ScratchOf(string folder, string name) => Path.Combine(folder, $".{name}.unfinished");

    private SceneReport Pixels(Segmentation task, SceneSource source, SceneScratch scratch)
    {
        var legend = ClassLegend.Of(task);
        var plan = new TilePlan(source.Width, source.Height, options.Tiles);
        var rasters = ClassRasters.Open(scratch, source.Width, source.Height, legend, options.Shares);
        var windows = Windows(scratch, plan);
        using (Progress(plan.Count))
        {
            var areScores = options.Tiles.Blend == WindowBlend.None && options.Predictor.Views is null;
            new PixelScene(predictor, source, scratch).Run(plan, legend.Names.Count, (strip, done) => rasters.Shares is null
                ? new ClassBands(source, rasters, strip.Left, done)
                : new PixelBands(source, rasters, strip.Left, areScores, done), windows, Advance);
        }

        var files = Outputs(source, scratch);
        var report = files.WriteClasses(Report(source, windows.Total()), rasters, legend);
        var auditor = options.Audit ? new SceneAuditor(predictor, source, scratch, options) : null;
        report = report with { Audit = auditor?.Pixels(files, plan, rasters, windows, legend) };
        Look(files, source, rasters, legend, auditor?.Map);
        return report;
    }

    private SceneReport Values(SceneSource source, SceneScratch scratch)
    {
        var plan = new TilePlan(source.Width, source.Height, options.Tiles);
        var windows = Windows(scratch, plan);
        RawRaster? values = null;
        RawRaster Opened() => values ??= scratch.Open("values.raw", source.Width * scratch.Progress.Scale, source.Height * scratch.Progress.Scale, scratch.Progress.Channels, sizeof(float));
        using (Progress(plan.Count))
        {
            new PixelScene(predictor, source, scratch).Run(plan, GuessedNumbers, (strip, done) => new ValueBands(scratch, Opened, strip, done), windows, Advance);
        }

        var files = Outputs(source, scratch);
        var report = Report(source, windows.Total());
        if (scratch.Progress.Channels > 0)
        {
            files.WriteValues(Opened(), scratch.Progress.Scale);
        }

        report = report with { Files = files.Files };
        if (!options.Audit)
        {
            return report;
        }

        var auditor = new SceneAuditor(predictor, source, scratch, options);
        return report with { Audit = scratch.Progress.Channels > 0 ? auditor.Values(files, plan, windows, Opened(), scratch.Progress.Scale) : auditor.Coverage(files, plan, windows) };
    }

    private SceneReport Patches(Classification task, SceneSource source, SceneScratch scratch)
    {
        var legend = ClassLegend.Of(task);
        var rasters = ClassRasters.Open(scratch, source.Width, source.Height, legend, options.Shares);
        var scene = new PatchScene(predictor, source, scratch, options);
        var (columns, rows) = scene.Count;
        using (Progress((int)Math.Min((long)columns * rows, int.MaxValue)))
        {
            scene.Run(rasters, Advance);
        }

        var files = Outputs(source, scratch);
        var report = files.WriteClasses(Report(source, scene.Total), rasters, legend);
        var auditor = options.Audit ? new SceneAuditor(predictor, source, scratch, options) : null;
        report = report with { Audit = auditor?.Patches(files, scene, rasters, legend) };
        Look(files, source, rasters, legend, auditor?.Map);
        return report;
    }

    private SceneReport Objects(Detection task, SceneSource source, SceneScratch scratch)
    {
        var plan = new TilePlan(source.Width, source.Height, options.Tiles);
        var windows = Windows(scratch, plan);
        IReadOnlyList<ScoredBox> boxes;
        using (Progress(plan.Count))
        {
            boxes = new BoxScene(predictor, source, scratch).Run(plan, windows, Advance);
        }

        var files = Outputs(source, scratch);
        boxes = [.. boxes.Where(box => box.Score >= options.Threshold)];
        var report = files.WriteObjects(Report(source, windows.Total()), boxes, task);
        report = report with { Audit = options.Audit ? new SceneAuditor(predictor, source, scratch, options).Objects(files, plan, windows, boxes) : null };
        if (options.Look)
        {
            files.WriteLook(draft => new SceneLook(source).WriteObjects(draft, boxes));
        }

        return report;
    }

    private void Look(SceneOutputs files, SceneSource source, ClassRasters rasters, ClassLegend legend, RawRaster? audit)
    {
        if (options.Look)
        {
            files.WriteLook(draft => new SceneLook(source).WriteClasses(draft, rasters, legend, audit));
        }
    }

    private SceneReport Report(SceneSource source, (long Predicted, long Empty) windows) => new()
    {
        Key = key,
        Scene = path,
        Size = [source.Width, source.Height],
        Files = [],
        Windows = new Dictionary<string, long> { ["predicted"] = windows.Predicted, ["empty"] = windows.Empty },
    };

    // A scene that was written over while it was read would have results of two rasters.
    private SceneOutputs Outputs(SceneSource source, SceneScratch scratch) => SourceFiles.Changed(marks) is { } changed
        ? throw new UserErrorException($"{path}: {(changed == Path.GetFullPath(path) ? "it" : changed)} was changed while the scene was predicted on, so nothing is written of it; say the same again, once it stays as it is")
        : new(source, name, scratch, options);

    private static WindowLog Windows(SceneScratch scratch, TilePlan plan) => new(scratch.Open("windows.raw", plan.ColumnCount, plan.RowCount, 1, 1), plan);

    private IDisposable? Progress(int windows) => environment.Progress?.Begin(name, windows, "windows");

    private void Advance(int windows)
    {
        environment.Stop.ThrowIfRequested();
        environment.Progress?.Advance(windows);
    }
}
