using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Thelper.Geo.Rasters;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Torch.Serialization;
using Task = Thelper.Tasks.Task;

namespace Thelper.Geo.Scenes;

/// <summary>Runs a model on scenes: rasters that may be larger than memory. What a killed run has done is not done again.</summary>
public static class SceneInference
{
    private static readonly JsonSerializerOptions Lines = new(SceneResults.Readable) { WriteIndented = false };

    /// <summary>Predicts on scenes, and writes rasters, polygons and objects of each into a folder.</summary>
    /// <param name="model">A session's folder, a checkpoint, an ONNX file; see <see cref="Predictor.Load"/>.</param>
    /// <param name="scenes">Rasters, and folders of rasters.</param>
    /// <param name="options">How, and what is written.</param>
    /// <param name="environment">Log, progress, stop.</param>
    /// <param name="output">Gets a line of JSON for each scene.</param>
    /// <returns>What was found in each scene.</returns>
    /// <exception cref="UserErrorException">A mistake of the user; of all scenes, before the first is predicted on.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped it; the same call goes on from there.</exception>
    public static IReadOnlyList<SceneReport> Run(string model, IReadOnlyList<string> scenes, SceneOptions options, SessionEnvironment environment, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(output);
        var log = environment.Log.For("thelper.infer");
        Check(options);
        var found = SceneFiles.Find(scenes, options.Folder);
        var (inputs, sizes) = CheckScenes(found, options, log.Warn);
        using var predictor = Predictor.Load(model, options.Predictor with
        {
            Trust = environment.Trust,
            Warning = log.Warn,
            TileBatch = options.Batch,
            TilesOf = task => task is Classification ? null : options.Tiles,
        });
        CheckTask(predictor.Task, options);
        if (predictor.Task is Classification)
        {
            sizes.ForEach(scene => PatchScene.RequireSize(scene.Path, scene.Width, scene.Height, options));
        }

        SceneResults.RequirePlaces(found, inputs, predictor.Task, options);
        Directory.CreateDirectory(options.Folder);
        if (predictor.Task is IClassTask classes)
        {
            ClassList.Write(classes, options.Folder);
        }

        var modelKey = predictor.SourceHash;
        var reports = new List<SceneReport>();
        foreach (var (path, name) in found)
        {
            environment.Stop.ThrowIfRequested();
            var (key, marks) = KeyOf(path, modelKey, options);
            var file = SceneResults.ReportOf(options.Folder, name);

            // A run that was killed while it wrote the report has left a part of it.
            AtomicFile.RemoveOrphans(options.Folder, Path.GetFileName(file));
            var report = Earlier(file, key);
            if (report is null)
            {
                report = new SceneRun(predictor, path, name, key, marks, options, environment).Run();
                SceneResults.RemoveEarlier(options.Folder, name, report, inputs);
                SceneResults.Write(file, report);
                SceneRun.Finish(options.Folder, name);
            }
            else
            {
                log.Info($"{path}: was predicted on before");

                // A run may have been killed between its last file and this.
                SceneRun.Sweep(options.Folder, name);
            }

            reports.Add(report);
            output.WriteLine(JsonSerializer.Serialize(report, Lines));
        }

        return reports;
    }

    private static void Check(SceneOptions options)
    {
        options.Tiles.Check();
        if (!double.IsFinite(options.Threshold) || !double.IsFinite(options.Simplify))
        {
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"the least score and the tolerance of outlines are numbers; got {options.Threshold} and {options.Simplify}"));
        }

        (bool Holds, string Fault)[] rules =
        [
            (!(options.Batch < 1), $"--batch-size: must be at least 1, not {options.Batch}"),
            (!(options.Stride < 1), $"--stride: must be at least 1, not {options.Stride}"),
            (options.Simplify >= 0, string.Create(CultureInfo.InvariantCulture, $"--simplify: must be at least 0, not {options.Simplify}")),
            (options.Bands is not { Count: 0 }, "--bands: names no band"),
            (options.AuditWindows >= 0, "scenes: the number of windows to look at again is at least 0"),
        ];
        if (Array.Find(rules, rule => !rule.Holds) is { Fault: { } fault })
        {
            throw new UserErrorException(fault);
        }

        for (var place = Path.GetFullPath(options.Folder); place is not null; place = Path.GetDirectoryName(place))
        {
            if (File.Exists(place))
            {
                throw new UserErrorException($"--scenes: '{options.Folder}' cannot be a folder of results, since {(place == Path.GetFullPath(options.Folder) ? "it" : place)} is a file; name a folder, which is made where there is none");
            }
        }

        if (!SceneOptions.Compressions.Contains(options.Compression))
        {
            throw new UserErrorException($"'{options.Compression}' is no compression of rasters here: there are {string.Join(", ", SceneOptions.Compressions)}{NearestName.Guess(options.Compression, SceneOptions.Compressions)}");
        }

        if (options.Stride > options.Tiles.Size)
        {
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"a stride of {options.Stride} pixels would leave gaps between windows of {options.Tiles.Size}"));
        }
    }

    // All faults at once: hours may lie between the first scene and the last. Says which files the scenes come from, and how large they are.
    private static (HashSet<string> Inputs, List<(string Path, int Width, int Height)> Sizes) CheckScenes(IReadOnlyList<(string Path, string Name)> scenes, SceneOptions options, Action<string> warn)
    {
        var faults = new List<string>();
        var inputs = new HashSet<string>();
        var sizes = new List<(string Path, int Width, int Height)>();
        int? bands = null;
        foreach (var (path, _) in scenes)
        {
            try
            {
                using var source = new SceneSource(path, options.Bands);
                SceneLimits.Require(path, source.Width, source.Height, options.Tiles);
                inputs.UnionWith(source.Files);
                sizes.Add((path, source.Width, source.Height));
                bands ??= source.BandCount;
                if (source.BandCount != bands)
                {
                    faults.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: has {source.BandCount} bands, {scenes[0].Path} has {bands}: name those that the model sees"));
                }

                if (options.MissingSystem == MissingSystem.Refuse && (source.Info.System is null || !source.Info.HasTransform))
                {
                    faults.Add($"{path}: does not say where on Earth it is (no {(source.Info.System is null ? "reference system" : "geotransform")}); write it into the file (gdal_edit.py -a_srs), or say that places are not needed (--missing-system keep)");
                }

                if (source.Info.IsUntiled)
                {
                    warn($"{path}: its pixels lie in whole rows, so every window reads all columns; tiled rasters are faster (gdal_translate -co TILED=YES)");
                }
            }
            catch (UserErrorException error)
            {
                faults.Add(error.Message);
            }
        }

        return faults.Count == 0 ? (inputs, sizes) : throw new UserErrorException(string.Join(Environment.NewLine, faults));
    }

    private static void CheckTask(Task task, SceneOptions options)
    {
        if (task is not (Classification { MultiLabel: false } or Segmentation or Regression))
        {
            throw new UserErrorException($"scenes are for one class of a window or pixel, for objects, and for numbers of pixels; the model's task is {task.GetType().Name}{(task is Classification ? " with several labels" : "")}");
        }

        foreach (var option in options.Given)
        {
            var (isOfUse, models) = option switch
            {
                "--threshold" => (task is Detection, "detectors"),
                "--stride" => (task is Classification, "classifiers"),
                "--overlap" or "--blend" => (task is not Classification, "models that answer for pixels or with boxes (windows of classifiers lie a --stride apart)"),
                "--polygon-classes" or "--simplify" or "--no-probabilities" => (task is IClassTask and not Detection, "models that give pixels classes"),
                "--vectors" or "--look" => (task is IClassTask, "models with classes"),
                _ => (true, ""),
            };
            if (!isOfUse)
            {
                throw new UserErrorException($"{option}: is for {models}, and the model's task is {task.GetType().Name}");
            }
        }

        if (options.PolygonClasses is { } wanted && task is IClassTask { ClassNames: var names } && wanted.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new UserErrorException($"'{unknown}' is no class of the model{NearestName.Hint(unknown, names)}");
        }
    }

    private static SceneReport? Earlier(string file, string key) =>
        SceneResults.Read(file) is { } report && report.Key == key && report.Files.All(name => File.Exists(Path.Combine(Path.GetDirectoryName(file)!, name))) ? report : null;

    private static (string Key, IReadOnlyList<string> Marks) KeyOf(string path, string model, SceneOptions options)
    {
        using var raster = Raster.OpenScene(path);
        var marks = SourceFiles.Marks(raster);
        var asked = JsonSerializer.SerializeToUtf8Bytes(new
        {
            Model = model,
            Part = SourceGuard.FileOf(path) is null ? null : path,
            Files = marks,
            options.Predictor.Views,
            options.Bands,
            options.Tiles,
            options.Batch,
            options.Stride,
            options.Shares,
            options.Cog,
            options.Overviews,
            options.Compression,
            options.Vectors,
            options.PolygonClasses,
            options.Simplify,
            options.Threshold,
            options.Look,
            options.Audit,
            options.AuditWindows,
        });
        return (Convert.ToHexString(SHA256.HashData(asked)), marks);
    }
}
