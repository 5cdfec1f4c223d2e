using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>An object in each line: <c>path</c>, and <c>classes</c>, <c>pixels</c>, <c>boxes</c> or <c>values</c>; the files that belong to it; or <c>error</c>.</summary>
internal sealed class JsonLines(TextWriter output, PredictionOptions options, Task task) : PredictionFormat(output, options)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void Write(string path, Prediction prediction, PredictionFiles files) => Line(path, json =>
    {
        switch (prediction)
        {
            case ClassPrediction classes:
                List(json, "classes", Best(classes), score => WriteClass(json, score.Name, score.Index, score.Score));
                break;
            case MapSummary labels:
                WriteMap(json, labels);
                break;
            case BoxPrediction boxes:
                json.WriteNumber("width", boxes.Width);
                json.WriteNumber("height", boxes.Height);
                List(json, "boxes", Best(boxes), box =>
                {
                    var index = ((Detection)task).IndexOf(box);
                    WriteClass(json, ((Detection)task).ClassNames[index], index, ScoreOf(box));
                    json.WriteStartArray("bbox");
                    foreach (var corner in box.BBox)
                    {
                        WriteNumber(json, (float)corner);
                    }

                    json.WriteEndArray();
                    WriteShape(json, box.Shape);
                });
                break;
            case ValuePrediction values:
                WriteValues(json, values, files.Restored is null);
                break;
        }

        foreach (var (name, file) in new[] { ("map", files.Map), ("restored", files.Restored), ("picture", files.Picture) })
        {
            if (file is not null)
            {
                json.WriteString(name, file);
            }
        }
    });

    /// <inheritdoc/>
    public override void WriteBad(string path, string reason) => Line(path, json => json.WriteString("error", reason));

    // As in COCO's files: run lengths, and three numbers for each point with its score for the third.
    private static void WriteShape(Utf8JsonWriter json, ObjectShape? shape)
    {
        if (shape?.Mask is { } mask)
        {
            json.WriteStartObject("mask");
            json.WriteStartArray("size");
            json.WriteNumberValue(mask.Height);
            json.WriteNumberValue(mask.Width);
            json.WriteEndArray();
            json.WriteString("counts", mask.ToCompressed());
            json.WriteEndObject();
        }

        if (shape?.KeyPoints is { } points)
        {
            json.WriteStartArray("keypoints");
            foreach (var point in points)
            {
                json.WriteStartArray();
                WriteNumber(json, (float)point.X);
                WriteNumber(json, (float)point.Y);
                WriteNumber(json, (float)point.Score);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }
    }

    private static void WriteClass(Utf8JsonWriter json, string name, int index, float score)
    {
        json.WriteString("class", name);
        json.WriteNumber("index", index);
        WriteNumber(json, "score", score);
    }

    private void WriteMap(Utf8JsonWriter json, MapSummary labels)
    {
        var names = ((Segmentation)task).ClassNames;
        json.WriteNumber("width", labels.MapWidth);
        json.WriteNumber("height", labels.MapHeight);
        json.WriteStartObject("pixels");
        for (var i = 0; i < names.Count; i++)
        {
            json.WriteNumber(names[i], labels.Counts[i]);
        }

        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, ValuePrediction values, bool withNumbers)
    {
        json.WriteStartArray("shape");
        foreach (var size in values.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        if (!withNumbers)
        {
            return;
        }

        json.WriteStartArray("values");
        foreach (var value in values.Values.Span)
        {
            WriteNumber(json, value);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, float value)
    {
        json.WritePropertyName(name);
        WriteNumber(json, value);
    }

    // JSON has no NaN: a broken model's answer is null.
    private static void WriteNumber(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Line(string path, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            write(json);
            json.WriteEndObject();
        }

        Output.Write(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n");
    }
}
