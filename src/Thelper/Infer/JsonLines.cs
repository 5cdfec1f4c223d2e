using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>An object in each line: <c>path</c>, and <c>classes</c>, <c>pixels</c> (and <c>map</c>), <c>boxes</c> or <c>values</c>; or <c>error</c>.</summary>
internal sealed class JsonLines(TextWriter output, PredictionOptions options, Task task) : PredictionFormat(output, options)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void Write(string path, Prediction prediction, string? map) => Line(path, json =>
    {
        switch (prediction)
        {
            case ClassPrediction classes:
                List(json, "classes", Best(classes), score => WriteClass(json, score.Name, score.Index, score.Score));
                break;
            case MapPrediction labels:
                WriteMap(json, labels, map);
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
                        json.WriteNumberValue((float)corner);
                    }

                    json.WriteEndArray();
                });
                break;
            case ValuePrediction values:
                WriteValues(json, values);
                break;
        }
    });

    /// <inheritdoc/>
    public override void WriteBad(string path, string reason) => Line(path, json => json.WriteString("error", reason));

    private static void WriteClass(Utf8JsonWriter json, string name, int index, float score)
    {
        json.WriteString("class", name);
        json.WriteNumber("index", index);
        WriteNumber(json, "score", score);
    }

    private void WriteMap(Utf8JsonWriter json, MapPrediction labels, string? map)
    {
        var names = ((Segmentation)task).ClassNames;
        var counts = Count(labels, names.Count);
        json.WriteNumber("width", labels.MapWidth);
        json.WriteNumber("height", labels.MapHeight);
        json.WriteStartObject("pixels");
        for (var i = 0; i < counts.Length; i++)
        {
            json.WriteNumber(names[i], counts[i]);
        }

        json.WriteEndObject();
        if (map is not null)
        {
            json.WriteString("map", map);
        }
    }

    private static void WriteValues(Utf8JsonWriter json, ValuePrediction values)
    {
        json.WriteStartArray("shape");
        foreach (var size in values.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("values");
        foreach (var value in values.Values.Span)
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

        json.WriteEndArray();
    }

    // JSON has no NaN: a broken model's answer is null.
    private static void WriteNumber(Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
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
