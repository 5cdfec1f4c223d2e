using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Draw;
using Thelper.Imaging.Plots;
using Thelper.Logging;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Viz.Projection;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Viz;

/// <summary>Projects embeddings, and makes of them the original's files: the picture, the projected points, labels, predictions, batches and metadata.</summary>
/// <remarks>Besides, for the page that shows them: all of it in one file (<c>NAME-points</c>), and small pictures (<c>NAME-thumbs</c>).</remarks>
internal static class ProjectionOutputs
{
    /// <summary>The side of a small picture, in pixels.</summary>
    public const int ThumbnailSize = 28;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Projects by t-SNE.</summary>
    /// <param name="settings">How.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="task">Their task.</param>
    /// <param name="log">Told of what must differ.</param>
    /// <returns>Files by name; nothing of fewer than three samples.</returns>
    public static IEnumerable<KeyValuePair<string, ConsumerOutput>> TSne(TSneVisualization settings, EmbeddedSamples samples, Task task, ILogger log)
    {
        var options = settings.Args;
        var most = Math.Max(1, (samples.Count - 1) / 3.0);
        if (options.Perplexity > most && samples.Count > 2)
        {
            log.Warn(string.Create(CultureInfo.InvariantCulture, $"t-SNE: a perplexity of {options.Perplexity} is too much for {samples.Count} samples; {most:G4} is taken"));
            options = options.Clone();
            options.Perplexity = most;
        }

        return Of("tsne", settings, samples, task, log, points => Projection.TSne.Project(points, options));
    }

    /// <summary>Projects by UMAP.</summary>
    /// <param name="settings">How.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="task">Their task.</param>
    /// <param name="log">Told of what must differ.</param>
    /// <param name="name">How the files are called: as those of t-SNE in the original, but where both are made.</param>
    /// <returns>Files by name; nothing of fewer than three samples.</returns>
    public static IEnumerable<KeyValuePair<string, ConsumerOutput>> Umap(UmapVisualization settings, EmbeddedSamples samples, Task task, ILogger log, string name)
    {
        var options = settings.Args;
        if (options.Neighbors >= samples.Count && samples.Count > 2)
        {
            log.Warn($"UMAP: {options.Neighbors} neighbours are too many for {samples.Count} samples; {samples.Count - 1} are taken");
            options = options.Clone();
            options.Neighbors = samples.Count - 1;
        }

        return Of(name, settings, samples, task, log, points => Projection.Umap.Project(points, options, settings.Seed ?? Environment.TickCount));
    }

    private static List<KeyValuePair<string, ConsumerOutput>> Of(
        string name, ProjectionSettings settings, EmbeddedSamples samples, Task task, ILogger log, Func<Tensor, Tensor> project)
    {
        if (samples.Count < 3 || !aten.isfinite(samples.Embeddings).all().ToBoolean())
        {
            log.Warn(samples.Count < 3 ? $"{name}: fewer than three samples are not projected" : $"{name}: embeddings that are NaN or infinite are not projected");
            return [];
        }

        using var scope = NewDisposeScope();
        var places = project(samples.Embeddings).DataSpan<float>().ToArray();
        if (!Array.TrueForAll(places, float.IsFinite))
        {
            log.Warn($"{name}: the projection came out NaN or infinite, and is not written; look at the learning rate among its settings");
            return [];
        }

        var colors = ColorsOf(settings, task);
        List<KeyValuePair<string, ConsumerOutput>> outputs =
        [
            new(name, new PictureFile(Picture(settings, samples, places, colors))),
            new($"{name}-projs", new BinaryFile(NumpyPickle.Of(places, 2), "pkl")),
            Json($"{name}-labels", samples.Labels),
            Json($"{name}-preds", samples.Predictions),
            Json($"{name}-idxs", samples.Batches),
            Json($"{name}-meta", samples.Meta.ToDictionary(entry => entry.Key, entry => entry.Value.ConvertAll(Written))),
            Json($"{name}-points", new Dictionary<string, object?>
            {
                ["total"] = samples.Total,
                ["x"] = places.Where((_, i) => i % 2 == 0),
                ["y"] = places.Where((_, i) => i % 2 == 1),
                ["labels"] = samples.Labels,
                ["predictions"] = samples.Predictions,
                ["classes"] = colors.Select(color => color.Key),
                ["colors"] = colors.Select(color => color.Value),
                ["thumbnails"] = samples.Thumbnails.Count,
                ["thumbnail_size"] = ThumbnailSize,
                ["thumbnails_a_row"] = RowOf(samples.Thumbnails.Count),
            }),
        ];
        if (samples.Thumbnails.Count > 0)
        {
            outputs.Add(new($"{name}-thumbs", new PictureFile(PlotImage.Of(Sheet(samples.Thumbnails)))));
        }

        return outputs;
    }

    // JSON has no NaN.
    private static object? Written(object? value) => value switch
    {
        double number => Finite(number),
        float number => Finite(number),
        double[] numbers => Array.ConvertAll(numbers, Finite),
        _ => value,
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static KeyValuePair<string, ConsumerOutput> Json(string name, object value) => new(name, new TextFile(JsonSerializer.Serialize(value, Readable), "json"));

    private static PlotImage Picture(ProjectionSettings settings, EmbeddedSamples samples, float[] places, List<KeyValuePair<string, string>> colors)
    {
        string Color(IReadOnlyList<long> indices, int i) =>
            i < indices.Count && indices[i] >= 0 && indices[i] < colors.Count ? colors[(int)indices[i]].Value : settings.DefaultColor;
        var inner = Enumerable.Range(0, samples.Count).Select(i => Color(samples.Labels, i)).ToList();
        var outer = Enumerable.Range(0, samples.Count).Select(i => Color(samples.Predictions, i)).ToList();
        return ProjectionPlot.Create(
            [.. places.Where((_, i) => i % 2 == 0).Select(value => (double)value)], [.. places.Where((_, i) => i % 2 == 1).Select(value => (double)value)],
            samples.Labels.Count == 0 ? outer : inner, outer, samples.Predictions.Count == 0 ? [] : colors, settings.Title,
            ((int)(settings.FigSize[0] * settings.Dpi), (int)(settings.FigSize[1] * settings.Dpi)));
    }

    private static List<KeyValuePair<string, string>> ColorsOf(ProjectionSettings settings, Task task)
    {
        if (task is not Classification { MultiLabel: false } classes)
        {
            return [];
        }

        var given = settings.Colors().ToDictionary(color => color.Key, color => Palette.Html([.. color.Value.Items.Select(part => (byte)(long)part.Value!)]));
        return [.. classes.ClassNames.Select((name, i) => KeyValuePair.Create(
            name, given.GetValueOrDefault(name) ?? given.GetValueOrDefault(i.ToString(CultureInfo.InvariantCulture)) ?? Palette.Html(i + 1)))];
    }

    private static int RowOf(int count) => Math.Max(1, (int)Math.Ceiling(Math.Sqrt(count)));

    private static Tensor Sheet(IReadOnlyList<Tensor> pictures)
    {
        var row = RowOf(pictures.Count);
        var sheet = zeros((pictures.Count + row - 1) / row * ThumbnailSize, row * ThumbnailSize, 3, ScalarType.Byte);
        for (var i = 0; i < pictures.Count; i++)
        {
            using var part = aten.narrow(sheet, 0, i / row * ThumbnailSize, ThumbnailSize).narrow(1, i % row * ThumbnailSize, ThumbnailSize);
            part.copy_(pictures[i]);
        }

        return sheet;
    }
}
