using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thelper.Tasks;

namespace Thelper.Infer;

/// <summary>A COCO document: categories are the task's classes without the background, images count from 1. Boxes are left, top, width, height. Of each picture its entry is kept until the end.</summary>
internal sealed class CocoPredictions : PredictionFormat
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Detection task;
    private readonly List<string> images = [];
    private long annotations;

    /// <summary>Begins the document.</summary>
    public CocoPredictions(TextWriter output, PredictionOptions options, Detection task)
        : base(output, options)
    {
        this.task = task;
        var categories = task.ClassNames.Select((name, index) => (name, index)).Where(entry => entry.index != task.Background).Select(entry => new { id = entry.index, entry.name });
        output.Write($$"""{"categories": {{Json(categories)}}, "annotations": [""");
    }

    /// <inheritdoc/>
    public override void Write(string path, Prediction prediction, string? map)
    {
        var boxes = (BoxPrediction)prediction;
        images.Add(Json(new { id = images.Count + 1, file_name = path, width = boxes.Width, height = boxes.Height }));
        foreach (var box in Best(boxes))
        {
            var (left, top, width, height) = ((float)box.Left, (float)box.Top, (float)(box.Right - box.Left), (float)(box.Bottom - box.Top));
            var entry = new { id = ++annotations, image_id = images.Count, category_id = task.IndexOf(box), bbox = new[] { left, top, width, height }, area = width * height, iscrowd = 0, score = ScoreOf(box) };
            Output.Write((annotations == 1 ? "\n" : ",\n") + Json(entry));
        }
    }

    /// <inheritdoc/>
    public override void End() => Output.Write(string.Create(CultureInfo.InvariantCulture, $"\n], \"images\": [\n{string.Join(",\n", images)}\n]}}\n"));

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Readable);
}
