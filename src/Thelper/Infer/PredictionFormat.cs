using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>Writes predictions one after another as they come.</summary>
/// <param name="output">Where to.</param>
/// <param name="options">How many, from which score on.</param>
internal abstract class PredictionFormat(TextWriter output, PredictionOptions options)
{
    /// <summary>The names of the formats.</summary>
    public static IReadOnlyList<string> Names { get; } = ["jsonl", "csv", "coco"];

    /// <summary>Where to.</summary>
    protected TextWriter Output => output;

    /// <summary>Fails for options that do not fit a task.</summary>
    /// <param name="options">The options.</param>
    /// <param name="task">The task.</param>
    /// <exception cref="UserErrorException">Some do not; all are said.</exception>
    public static void Check(PredictionOptions options, Task task)
    {
        List<string> faults =
        [
            .. Names.Contains(options.Format) ? [] : new[] { $"--format: expected {string.Join(", ", Names)}, got '{options.Format}'" },
            .. options.Format == "coco" && task is not Detection ? [$"--format coco: is for boxes, and the model's task is {task.GetType().Name}"] : Array.Empty<string>(),
            .. options.Maps is not null && task is not Segmentation ? [$"--maps: is for segmentation, and the model's task is {task.GetType().Name}"] : Array.Empty<string>(),
            .. options.TopK < 1 ? ["--top-k: must be at least 1"] : Array.Empty<string>(),
            .. options.Threshold is >= 0 and <= 1 ? Array.Empty<string>() : ["--threshold: must be a score from 0 to 1"],
            .. options.BatchSize < 1 ? ["--batch-size: must be at least 1"] : Array.Empty<string>(),
        ];
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
        "coco" => new CocoPredictions(output, options, (Detection)task),
        _ => new JsonLines(output, options, task),
    };

    /// <summary>Writes a prediction.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="prediction">The prediction.</param>
    /// <param name="map">The file of its label map; null for none.</param>
    public abstract void Write(string path, Prediction prediction, string? map);

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
    protected IEnumerable<ClassScore> Best(ClassPrediction prediction) => prediction.Classes.Take(options.TopK).Where(score => score.Score >= (float)options.Threshold);

    /// <summary>The boxes that count.</summary>
    protected IEnumerable<BoundingBox> Best(BoxPrediction prediction) => prediction.Boxes.Where(box => ScoreOf(box) >= (float)options.Threshold);

    /// <summary>The score of a box.</summary>
    protected static float ScoreOf(BoundingBox box) => (float)(double)box.Confidence!;

    /// <summary>Pixels of each class in a map; labels that are no class's do not count.</summary>
    protected static int[] Count(MapPrediction map, int classes)
    {
        var counts = new int[classes];
        foreach (var label in map.Labels.Span)
        {
            if (label < classes)
            {
                counts[label]++;
            }
        }

        return counts;
    }
}
