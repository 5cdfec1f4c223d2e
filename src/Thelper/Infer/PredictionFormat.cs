using Thelper.Config;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>Writes predictions one after another as they come.</summary>
/// <param name="output">Where to.</param>
/// <param name="options">How many, from which score on.</param>
internal abstract class PredictionFormat(TextWriter output, PredictionOptions options)
{
    private const int MaxBatch = 1_000_000;

    /// <summary>The names of the formats.</summary>
    public static IReadOnlyList<string> Names { get; } = ["jsonl", "csv", "coco"];

    /// <summary>Whether the document holds label maps.</summary>
    public virtual bool NeedsMaps => false;

    /// <summary>Where to.</summary>
    protected TextWriter Output => output;

    /// <summary>Fails for options that do not fit a task.</summary>
    /// <param name="options">The options.</param>
    /// <param name="task">The task.</param>
    /// <param name="keepsPicture">Whether places in the prediction are places in the picture.</param>
    /// <exception cref="UserErrorException">Some do not; all are said.</exception>
    public static void Check(PredictionOptions options, Task task, bool keepsPicture)
    {
        var name = task.GetType().Name;
        var (isMap, isBoxes, isImage) = (task is Segmentation, task is Detection, task is Regression and not Detection);
        (bool Holds, string Fault)[] rules =
        [
            (Names.Contains(options.Format), $"--format: expected {string.Join(", ", Names)}, got '{options.Format}'"),
            (options.Format != "coco" || isBoxes || isMap, $"--format coco: is for boxes and masks, and the model's task is {name}"),
            (options.Maps is null || isMap, $"--maps: is for segmentation, and the model's task is {name}"),
            (options.Restored is null || isImage || task is Classification || (isMap && options.Predictor.Tiles is null), $"--restored: is for super-resolution and auto-encoders, and the model's task is {name}"),
            (options.Pictures is null || keepsPicture || task is Classification || isImage, "--pictures: the transforms do not keep all of a picture in view, so nothing says where in it a prediction belongs"),
            (options.Predictor.Tiles is null || !isImage || options.Restored is not null, "--tile: say where the restored images go (--restored DIR)"),
            (options.Predictor.Tiles is null || !isImage || options.Pictures is null, "--pictures: this model's answer is a picture itself; --restored writes it"),
            (options.TopK >= 1, "--top-k: must be at least 1"),
            (options.TopK == 1 || task is Classification, $"--top-k: is for classification, and the model's task is {name}"),
            (options.Threshold == 0 || task is Classification || isBoxes, $"--threshold: is for classes and boxes, and the model's task is {name}"),
            (options.Threshold is >= 0 and <= 1, "--threshold: must be a score from 0 to 1"),
            (options.BatchSize is >= 1 and <= MaxBatch, $"--batch-size: must be from 1 to {MaxBatch}"),
        ];
        List<string> faults = [.. rules.Where(rule => !rule.Holds).Select(rule => rule.Fault), .. PlaceFaults(options)];
        if (faults.Count > 0)
        {
            throw new UserErrorException(string.Join(Environment.NewLine, faults));
        }
    }

    /// <summary>Makes a format.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="task">The task.</param>
    public static PredictionFormat Create(TextWriter output, PredictionOptions options, Task task) => options.Format switch
    {
        "csv" => new CsvPredictions(output, options, task),
        "coco" => new CocoPredictions(output, options, (IClassTask)task),
        _ => new JsonLines(output, options, task),
    };

    /// <summary>Writes a prediction.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="prediction">The prediction.</param>
    /// <param name="files">The files that were written for it.</param>
    public abstract void Write(string path, Prediction prediction, PredictionFiles files);

    /// <summary>Writes that there is none.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="reason">Why.</param>
    public virtual void WriteBad(string path, string reason)
    {
    }

    /// <summary>Ends the document.</summary>
    public virtual void End()
    {
    }

    /// <summary>The classes that count.</summary>
    public IEnumerable<ClassScore> Best(ClassPrediction prediction) => prediction.Classes.Take(options.TopK).Where(score => Counts(score.Score));

    /// <summary>The boxes that count.</summary>
    public IEnumerable<BoundingBox> Best(BoxPrediction prediction) => prediction.Boxes.Where(box => Counts(ScoreOf(box)));

    // A file under the name of a folder is found out with the first picture, or with the last one.
    private static IEnumerable<string> PlaceFaults(PredictionOptions options)
    {
        (string Option, string? Path)[] named = [("--maps", options.Maps), ("--pictures", options.Pictures), ("--restored", options.Restored)];
        var folders = named.Where(folder => folder.Path is not null).Select(folder => (folder.Option, Path: folder.Path!)).ToList();
        foreach (var (option, path) in folders.Where(folder => File.Exists(folder.Path)))
        {
            yield return $"{option} {path}: is a file, and a folder is needed";
        }

        for (var i = 0; i < folders.Count; i++)
        {
            foreach (var other in folders.Skip(i + 1).Where(other => Overlap(folders[i].Path, other.Path)))
            {
                yield return $"{folders[i].Option} {folders[i].Path}, {other.Option} {other.Path}: each needs a folder of its own, and none inside another; files in them have the same names";
            }

            if (options.Output is { } output && (InnerPaths.IsInside(folders[i].Path, output) || (InnerPaths.IsInside(output, folders[i].Path) && output.EndsWith(".png", StringComparison.OrdinalIgnoreCase))))
            {
                yield return $"--output {output}, {folders[i].Option} {folders[i].Path}: the file of the predictions needs a name that neither the folder nor a file in it has";
            }
        }
    }

    private static bool Overlap(string one, string other) => InnerPaths.IsInside(one, other) || InnerPaths.IsInside(other, one);

    // Who asks for no threshold sees what a broken model says, too.
    private bool Counts(float score) => options.Threshold == 0 || score >= (float)options.Threshold;

    /// <summary>The score of a box.</summary>
    protected static float ScoreOf(BoundingBox box) => (float)(double)box.Confidence!;
}
