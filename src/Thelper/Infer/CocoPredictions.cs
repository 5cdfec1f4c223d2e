using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thelper.Tasks;

namespace Thelper.Infer;

/// <summary>A COCO document: categories are the task's classes without the background, images count from 1. Boxes are left, top, width, height; masks are compressed run lengths, key points
/// x, y and 2. Pixels are an annotation for each class that a picture shows. Of each picture its entry is kept until the end.</summary>
internal sealed class CocoPredictions : PredictionFormat
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly IClassTask task;
    private readonly List<string> images = [];
    private long annotations;

    /// <summary>Begins the document.</summary>
    public CocoPredictions(TextWriter output, PredictionOptions options, IClassTask task)
        : base(output, options)
    {
        this.task = task;
        var categories = task.ClassNames.Select((name, index) => (name, index)).Where(entry => entry.index != (task as Detection)?.Background).Select(entry => Category(entry.index, entry.name));
        output.Write($$"""{"categories": {{Json(categories)}}, "annotations": [""");
    }

    /// <inheritdoc/>
    public override bool NeedsMaps => true;

    /// <inheritdoc/>
    public override void Write(string path, Prediction prediction, PredictionFiles files)
    {
        var (width, height) = prediction is MapSummary summary ? (summary.MapWidth, summary.MapHeight) : (prediction.Width, prediction.Height);
        images.Add(Json(new { id = images.Count + 1, file_name = path, width, height }));
        if (prediction is MapSummary map)
        {
            foreach (var area in RunLengths.Of(map.Labels.Span, width, height, task.ClassNames.Count))
            {
                int[] bbox = [area.Left, area.Top, area.Width, area.Height];
                Add(Json(new { id = annotations + 1, image_id = images.Count, category_id = area.Label, segmentation = SegmentationOf(area.Mask), bbox, area = area.Mask.Area, iscrowd = 0 }));
            }

            return;
        }

        foreach (var box in Best((BoxPrediction)prediction))
        {
            var (wide, high) = (box.Right - box.Left, box.Bottom - box.Top);
            var entry = new OrderedDictionary<string, object?>
            {
                ["id"] = annotations + 1,
                ["image_id"] = images.Count,
                ["category_id"] = ((Detection)task).IndexOf(box),
                ["bbox"] = new[] { Number(box.Left), Number(box.Top), Number(wide), Number(high) },
                ["area"] = box.Shape?.Mask is { } pixels ? (object?)pixels.Area : Number((float)wide * (float)high),
                ["iscrowd"] = 0,
                ["score"] = Number(ScoreOf(box)),
            };
            if (box.Shape?.Mask is { } mask)
            {
                entry["segmentation"] = SegmentationOf(mask);
            }

            if (box.Shape?.KeyPoints is { } points)
            {
                entry["keypoints"] = points.SelectMany(point => new[] { Number(point.X), Number(point.Y), Number(point.Visibility) });
                entry["num_keypoints"] = points.Count;
            }

            Add(Json(entry));
        }
    }

    /// <inheritdoc/>
    public override void End() => Output.Write(string.Create(CultureInfo.InvariantCulture, $"\n], \"images\": [\n{string.Join(",\n", images)}\n]}}\n"));

    private static object SegmentationOf(InstanceMask mask) => new { size = new[] { mask.Height, mask.Width }, counts = mask.ToCompressed() };

    // JSON has no NaN: a broken model's answer is null.
    private static float? Number(double value) => float.IsFinite((float)value) ? (float)value : null;

    private void Add(string entry) => Output.Write((++annotations == 1 ? "\n" : ",\n") + entry);

    private OrderedDictionary<string, object> Category(int index, string name)
    {
        var category = new OrderedDictionary<string, object> { ["id"] = index, ["name"] = name };
        if (task is Detection { Keypoints.Names.Count: > 0 } detection)
        {
            category["keypoints"] = detection.Keypoints.Names;
            category["skeleton"] = detection.Keypoints.Bones.Select(bone => new[] { bone.From + 1, bone.To + 1 });
        }

        return category;
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Readable);
}
