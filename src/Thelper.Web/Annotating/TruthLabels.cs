using System.Globalization;
using Thelper.Draw;
using Thelper.Gui;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Web.Annotating;

/// <summary>Truths of samples as the annotator has them, and back: classes are labels, whose ids are the classes' indices.</summary>
internal sealed class TruthLabels
{
    private const int MostIds = byte.MaxValue + 1;
    private readonly Task task;
    private readonly IReadOnlyList<string> classes;

    /// <summary>Makes labels of a task's classes.</summary>
    /// <param name="task">The task.</param>
    /// <exception cref="UserErrorException">Its truths are no masks, boxes or classes, or there are too many classes.</exception>
    public TruthLabels(Task task)
    {
        this.task = task;
        classes = task is Segmentation or Detection or Classification { MultiLabel: false } ? ((IClassTask)task).ClassNames
            : throw new UserErrorException($"labels of the task {task.TypeName.Split('.')[^1]} are not corrected here: only masks, boxes and one class for an image are");

        // Pixels without a class: those that are ignored; where none are, those of the first class, which the eraser paints.
        var dontCare = (task as Segmentation)?.DontCare;
        var isFirst = task is Segmentation && dontCare is null;
        Background = isFirst ? 0 : dontCare is >= 0 and < MostIds ? dontCare.Value : classes.Count;

        // No object is the background, where a detector's classes have it.
        var leftOut = isFirst ? 0 : (task as Detection)?.Background;
        var offered = classes.Index().Where(entry => entry.Index != leftOut).ToList();
        if (classes.Count > MostIds || Background >= MostIds || offered.Count == 0)
        {
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"the annotator's masks hold ids from 0 to {MostIds - 1}, and there are {classes.Count} classes"));
        }

        var colors = task is Segmentation segmentation ? segmentation.ColorMap : (task as Detection)?.ColorMap;
        Settings = new(task.InputKey, [.. offered.Select(entry => new AnnotatorLabel
        {
            Id = entry.Index,
            Name = entry.Item,
            Color = [.. (colors?[entry.Index] ?? Palette.Of(entry.Index)).Reverse().Select(part => (int)part)],
        })], backgroundId: Background, windowName: "Correcting labels");
    }

    /// <summary>The annotator's settings.</summary>
    public ImageSegmentAnnotator Settings { get; }

    /// <summary>The id of pixels without a class.</summary>
    public int Background { get; }

    /// <summary>What a truth is in the annotator.</summary>
    /// <param name="truth">The truth of a sample as it was read.</param>
    /// <param name="width">Width of its image.</param>
    /// <param name="height">Height of its image.</param>
    /// <exception cref="UserErrorException">It is not what the task says.</exception>
    public (LabelMask Mask, Objects Objects) Of(object? truth, int width, int height)
    {
        var empty = new LabelMask(width, height, (byte)Background);
        return (task, truth) switch
        {
            (Segmentation segmentation, Tensor map) => (MaskOf(segmentation, map, width, height), Objects.None),
            (Detection detection, IReadOnlyList<object?> boxes) => (empty, new([.. boxes.OfType<BoundingBox>().Select(box => BoxOf(detection, box, width, height))])),
            (Classification, not null) => (empty, new([], ClassOf(truth))),
            _ => (empty, Objects.None),
        };
    }

    /// <summary>Whether an annotation says another truth than the one that is known, in what truths of the task say: masks, boxes, or classes.</summary>
    /// <param name="known">The known one, as <see cref="Of"/> makes it.</param>
    /// <param name="mask">The annotation's mask.</param>
    /// <param name="objects">Its boxes and class.</param>
    public bool IsOther((LabelMask Mask, Objects Objects) known, LabelMask mask, Objects objects) => task switch
    {
        Segmentation => !known.Mask.Pixels.AsSpan().SequenceEqual(mask.Pixels),
        Detection => !known.Objects.Boxes.SequenceEqual(objects.Boxes),
        _ => known.Objects.Class != objects.Class,
    };

    /// <summary>The truth that an annotation says, in the form of the one that was read.</summary>
    /// <param name="truth">The truth as it was read.</param>
    /// <param name="mask">The annotation's mask.</param>
    /// <param name="objects">Its boxes and class.</param>
    /// <exception cref="UserErrorException">The annotation has no class.</exception>
    public object? Back(object? truth, LabelMask mask, Objects objects)
    {
        switch (task, truth)
        {
            case (Segmentation segmentation, Tensor map):
                using (var values = tensor(Array.ConvertAll(mask.Pixels, id => id == Background && segmentation.DontCare is { } none ? none : id), [mask.Height, mask.Width]))
                {
                    return values.reshape(map.shape).to(map.dtype, copy: true);
                }

            case (Detection detection, IReadOnlyList<object?> list):
                // A box that was not touched keeps all that is known of it.
                var known = list.OfType<BoundingBox>().Select(box => (Label: BoxOf(detection, box, mask.Width, mask.Height), Box: box)).ToList();
                return objects.Boxes.Select(label =>
                {
                    var at = known.FindIndex(entry => entry.Label == label);
                    if (at < 0)
                    {
                        return (object?)new BoundingBox(classes[label.Label], [label.Left, label.Top, label.Right, label.Bottom], includeMargin: false);
                    }

                    var box = known[at].Box;
                    known.RemoveAt(at);
                    return box;
                }).ToList();
            case (Classification, _):
                var index = objects.Class ?? throw new UserErrorException("the sample has no class: choose one");
                return truth switch
                {
                    string => (object)classes[index],
                    Tensor scalar => full(scalar.shape, index, scalar.dtype),
                    _ => (object)(long)index,
                };
            default:
                return truth;
        }
    }

    private LabelMask MaskOf(Segmentation segmentation, Tensor map, int width, int height)
    {
        if (map.numel() != (long)width * height || map.shape.Count(length => length > 1) > 2)
        {
            throw new UserErrorException($"the label map [{string.Join(", ", map.shape)}] is not of the image's size, {width}x{height}");
        }

        using var whole = map.to(ScalarType.Int64).contiguous();
        var pixels = new byte[width * height];
        foreach (var (i, value) in whole.DataSpan<long>().ToArray().Index())
        {
            pixels[i] = value == segmentation.DontCare ? (byte)Background
                : value >= 0 && value < classes.Count ? (byte)value
                : throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"the label map has the value {value}, which is no class"));
        }

        return new(width, height, pixels);
    }

    private static BoxLabel BoxOf(Detection detection, BoundingBox box, int width, int height)
    {
        var edge = box.IncludeMargin ? 1 : 0;
        var (left, top) = (Math.Clamp((int)Math.Round(box.Left), 0, width - 1), Math.Clamp((int)Math.Round(box.Top), 0, height - 1));
        return new(
            detection.IndexOf(box), left, top, Math.Clamp((int)Math.Round(box.Right) + edge, left + 1, width), Math.Clamp((int)Math.Round(box.Bottom) + edge, top + 1, height));
    }

    private int? ClassOf(object truth) => truth switch
    {
        string name => ((IClassTask)task).Classes.Indices.TryGetValue(name, out var index) ? index : null,
        Tensor { ndim: 0 } scalar => (int)scalar.to(ScalarType.Int64).ToInt64(),
        int number => number,
        long number => (int)number,
        _ => null,
    };
}
