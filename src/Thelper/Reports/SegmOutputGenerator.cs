using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Logging;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Reports;

/// <summary>Writes a picture of every prediction and of every true label map, over the input, and every prediction as a label image; reports which colour stands for which class.</summary>
/// <remarks>
/// Files are <c>PREFIX_pred_epoch-E_iter-I_index-B[_LABEL][_STEM].EXT</c>, the same with <c>mask</c> for the truth, and with <c>labels</c> and <c>.png</c> for label images (a
/// class index for every pixel of the input; for up to 256 classes), in the set's folder; label and stem come from the sample's fields <c>label</c> and <c>path</c>. Channels are red, green, blue. A
/// class takes the colour given here, else the task's, else that of PASCAL VOC's palette at its index, as everywhere in the session.
/// </remarks>
[TypeName(Name, "thelper.train.SegmOutputGenerator")]
[Concept("segmentation")]
public sealed class SegmOutputGenerator : IConsumer
{
    private const string Name = "thelper.train.utils.SegmOutputGenerator";
    private const int MostClasses = 256;
    private static readonly char[] Separators = ['/', '\\', ':', '\0'];
    private readonly string prefix;
    private readonly string extension;
    private readonly ReportFormat format;
    private readonly object? givenNames;
    private readonly object? givenColors;
    private readonly int? givenDontCare;
    private readonly ILogger? logger;
    private IReadOnlyList<string> classNames = [];
    private LabelColors? colors;

    /// <summary>Creates the consumer.</summary>
    /// <param name="prefix">How the names of the files begin; not empty.</param>
    /// <param name="extension">The format of the pictures, as a file name's ending with or without its dot.</param>
    /// <param name="format">The report's format: <c>json</c>, or <c>text</c> or <c>csv</c> for CSV.</param>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="colorMap">Colours by class name or index; see <see cref="ColorMap.Read"/>.</param>
    /// <param name="dontcare">The value of pixels without a class, where the task has none.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The prefix is empty, or names or colours are badly formed.</exception>
    public SegmOutputGenerator(
        string prefix = "segm",
        string extension = ".tif",
        string? format = "json",
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null,
        [ConfigValue(Holds = [typeof(Dictionary<string, object>), typeof(List<object>), typeof(string)])] object? colorMap = null,
        int? dontcare = null,
        ILogger? logger = null)
    {
        if (prefix.Length == 0 || prefix.IndexOfAny(Separators) >= 0)
        {
            throw new UserErrorException($"prefix must be the beginning of a file name, not '{prefix}'");
        }

        this.prefix = prefix;
        this.extension = extension.StartsWith('.') ? extension : "." + extension;
        if (this.extension.Length < 2 || this.extension.IndexOfAny(Separators) >= 0)
        {
            throw new UserErrorException($"extension must be the ending of a file name, such as '.png', not '{extension}'");
        }

        this.format = ReportFormat.Parse(format);
        givenNames = classNames;
        givenColors = colorMap;
        givenDontCare = dontcare;
        this.logger = logger;
        if (classNames is not null)
        {
            ColorMap.Read(colorMap, ClassNameList.Read(classNames), dontcare, Segmentation.DontCareName);
        }
    }

    /// <inheritdoc/>
    public void CheckTask(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Resolve(task);
    }

    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        var task = Resolve(iteration.Task);
        if (iteration.Prediction is not { } prediction)
        {
            throw new UserErrorException("the output generator needs a model that answers with a tensor of class scores");
        }

        using var scope = NewDisposeScope();
        var count = (int)prediction.shape[0];
        var images = InputImages.Read(iteration.Input, new DrawOptions { FlipBgr = iteration.InputIsBgr }, count);
        var predicted = SegmentDrawing.Labels(prediction, task, count);
        var truth = iteration.Target switch
        {
            null => null,
            Tensor maps => SegmentDrawing.LabelMaps(maps, task, count),
            _ => throw new UserErrorException($"the label maps under '{task.LabelMapKey}' must be a tensor, not {iteration.Target.GetType().Name}"),
        };
        Directory.CreateDirectory(iteration.OutputPath);
        for (var i = 0; i < count; i++)
        {
            Write(iteration, "pred", i, images[i], aten.select_int(predicted, 0, i));
            WriteLabels(iteration, i, images[i], aten.select_int(predicted, 0, i));
            if (truth is not null)
            {
                Write(iteration, "mask", i, images[i], aten.select_int(truth, 0, i));
            }
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        classNames = [];
        colors = null;
    }

    /// <inheritdoc/>
    public IEnumerable<ConsumerOutput> Outputs()
    {
        if (colors is not { } map)
        {
            return [];
        }

        if (format.Name == "json")
        {
            return Text(ConfigWriter.ToReadableJson(classNames.Select((name, index) => (object?)new OrderedDictionary<string, object?>
            {
                ["index"] = (long)index,
                ["label"] = name,
                ["color"] = map.Of(index).Select(part => (object?)(long)part).ToList(),
            }).ToList()));
        }

        return Text(CsvText.Of(
            ["index", "label", "color"],
            classNames.Select((name, index) => (IEnumerable<string>)[index.ToString(CultureInfo.InvariantCulture), name, $"({string.Join(' ', map.Of(index))})"])));

        ConsumerOutput[] Text(string text) => [new TextFile(text, format.Extension)];
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(
        Name,
        ("prefix", prefix),
        ("extension", extension),
        ("format", format.Name),
        ("class_names", givenNames),
        ("color_map", givenColors),
        ("dontcare", givenDontCare));

    private Segmentation Resolve(Task task)
    {
        if (task is not Segmentation segmentation)
        {
            throw new UserErrorException($"this needs a segmentation task, not {task.TypeName}");
        }

        if (colors is null || !classNames.SequenceEqual(segmentation.ClassNames))
        {
            var ignored = segmentation.DontCare ?? givenDontCare;
            var own = ColorMap.Read(givenColors, segmentation.ClassNames, ignored, Segmentation.DontCareName);
            classNames = segmentation.ClassNames;
            colors = SegmentDrawing.ColorsOf(segmentation, own, ignored);
        }

        return segmentation;
    }

    private void Write(IterationData iteration, string kind, int index, Tensor image, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var file = FileOf(iteration, kind, index) + extension;
        ImageCodec.Save(file, ImageOps.ConvertColor(SegmentDrawing.Overlay(image, labels, colors!), ColorConversion.BgrToRgb));
        logger.Debug($"writing {kind} picture to {file}");
    }

    // Classes as numbers, as ImageMaskDataset and other programs read them: without loss, and as large as the image.
    private void WriteLabels(IterationData iteration, int index, Tensor image, Tensor labels)
    {
        if (classNames.Count > MostClasses)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var file = FileOf(iteration, "labels", index) + ".png";
        ImageCodec.Save(file, SegmentDrawing.Fit(labels, image).to(ScalarType.Byte).contiguous());
        logger.Debug($"writing label image to {file}");
    }

    private string FileOf(IterationData iteration, string kind, int index)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{kind}_epoch-{iteration.EpochIndex}_iter-{iteration.IterationIndex}_index-{index}");
        if (TextOf(iteration, "label", index) is { Length: > 0 } label)
        {
            name += "_" + label;
        }

        if (TextOf(iteration, "path", index) is { } path && Path.GetFileNameWithoutExtension(path) is { Length: > 0 } stem)
        {
            name += "_" + stem;
        }

        name = PrintableText.Line(string.Join('_', name.Split(Separators))).Replace('\\', '_');
        return Path.Combine(iteration.OutputPath, name);
    }

    private static string? TextOf(IterationData iteration, string key, int index) =>
        iteration.Sample.TryGetValue(key, out var value)
            ? value switch
            {
                IReadOnlyList<object?> list when index < list.Count => list[index] is Tensor ? null : MetadataColumn.TextOf(list[index]),
                Tensor { ndim: 1 } tensor when index < tensor.shape[0] => MetadataColumn.Of(iteration.Sample, key, (int)tensor.shape[0])[index],
                _ => null,
            }
            : null;
}
