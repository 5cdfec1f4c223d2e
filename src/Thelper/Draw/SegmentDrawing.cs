using Thelper.Imaging;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Draws images with the classes of their pixels.</summary>
public static class SegmentDrawing
{
    private const int MaxImages = 8;
    private const double Alpha = 0.7;

    /// <summary>Draws three rows: images, true label maps and predicted ones, the maps over the images in grey, and below them the names of the colours.</summary>
    /// <param name="task">The task.</param>
    /// <param name="images">Images H×W×C.</param>
    /// <param name="targets">Label maps [N, H, W] or [N, 1, H, W]; null where they are unknown.</param>
    /// <param name="predictions">Scores [N, classes, H, W], or label maps [N, H, W]; null for none. Other sizes than the images' are adapted.</param>
    /// <param name="options">How to draw; null for the default.</param>
    /// <returns>uint8 H×W×3, red, green, blue.</returns>
    /// <exception cref="UserErrorException">Maps or scores do not belong to these images, or an option names no class.</exception>
    public static Tensor Create(Segmentation task, IReadOnlyList<Tensor> images, Tensor? targets, Tensor? predictions, DrawOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new();
        using var scope = NewDisposeScope();
        var count = Math.Min(images.Count, options.MaxImages ?? MaxImages);
        var colors = ColorsOf(task);
        var shown = new HashSet<long>();
        List<IReadOnlyList<Tensor>> rows = [[.. images.Take(count).Select(ImageGrid.ToPicture)]];
        List<string> names = ["image"];
        AddRow(targets is null ? null : LabelMaps(targets, task, images.Count), "truth");
        AddRow(predictions is null ? null : Predicted(predictions, task, images.Count, options), options.TargetClass is { } name ? $"{name} >= {options.TargetThreshold:0.##}" : "prediction");
        var picture = ImageGrid.Stack(rows, names, options.Grid);
        return Legend.Below(picture, [.. shown.Order().Select(label => (NameOf(task, label), colors.Of(label)))]).MoveToOuterDisposeScope();

        void AddRow(Tensor? maps, string title)
        {
            if (maps is not null)
            {
                names.Add(title);
                rows.Add([.. Enumerable.Range(0, count).Select(i => Overlay(images[i], aten.select_int(maps, 0, i), colors))]);
                shown.UnionWith(colors.Known(aten.narrow(maps, 0, 0, count)));
            }
        }
    }

    /// <summary>Lays the colours of a label map over an image in grey: 30 parts of the image and 70 of the colour.</summary>
    /// <param name="image">Image H×W×C.</param>
    /// <param name="labels">Whole numbers [H, W]; another size is adapted to the image's.</param>
    /// <param name="colors">The colours.</param>
    /// <returns>uint8 H×W×3, red, green, blue.</returns>
    public static Tensor Overlay(Tensor image, Tensor labels, LabelColors colors)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(colors);
        using var scope = NewDisposeScope();
        var grey = Displayable.Image(image, grayscale: true);
        return Blend(grey, colors.Paint(Fit(labels, image))).MoveToOuterDisposeScope();
    }

    /// <summary>A label map [H, W] of whole numbers in the size of an image H×W×C.</summary>
    internal static Tensor Fit(Tensor labels, Tensor image) => labels.shape[0] == image.shape[0] && labels.shape[1] == image.shape[1]
        ? labels
        : ImageOps.Resize(labels.cpu().to(ScalarType.Int32).contiguous(), image.shape[1], image.shape[0], Interpolation.Nearest);

    /// <summary>30 parts of a grey image and 70 of colours, rounded, halves to even.</summary>
    /// <param name="grey">uint8 H×W×1.</param>
    /// <param name="colors">uint8 H×W×3.</param>
    internal static Tensor Blend(Tensor grey, Tensor colors) =>
        aten.round((grey.to(ScalarType.Float32) * (1 - Alpha)) + (colors.to(ScalarType.Float32) * Alpha)).to(ScalarType.Byte);

    /// <summary>The colours of a task's classes and of its ignored value: the task's own, else those of PASCAL VOC's palette, which are the same wherever a session draws.</summary>
    /// <param name="task">The task.</param>
    internal static LabelColors ColorsOf(Segmentation task) => ColorsOf(task, ColorMap.Empty, task.DontCare);

    /// <summary>As <see cref="ColorsOf(Segmentation)"/>, with colours that come first.</summary>
    /// <param name="task">The task.</param>
    /// <param name="own">The colours that come first.</param>
    /// <param name="ignored">The value of pixels without a class; null for none.</param>
    internal static LabelColors ColorsOf(Segmentation task, ColorMap own, int? ignored) => new(
        [.. task.ClassNames.Select((_, i) => own[i] ?? task.ColorMap[i] ?? Palette.Of(i))],
        ignored is { } value ? new(value, own[value] ?? task.ColorMap[value] ?? Palette.Of(value)) : null);

    /// <summary>Label maps of a batch as int64 [N, H, W].</summary>
    internal static Tensor LabelMaps(Tensor maps, Segmentation task, int count)
    {
        var squeezed = maps is { ndim: 4 } && maps.shape[1] == 1 ? maps.squeeze(1) : maps;
        return squeezed.ndim == 3 && squeezed.shape[0] == count
            ? squeezed.detach().cpu().to(ScalarType.Int64)
            : throw new UserErrorException($"drawing {count} images needs label maps of the shape [{count}, height, width] under '{task.LabelMapKey}', got [{string.Join(", ", maps.shape)}]");
    }

    /// <summary>The most likely classes of a batch as int64 [N, H, W].</summary>
    internal static Tensor Labels(Tensor predictions, Segmentation task, int count)
    {
        if (predictions.ndim == 4 && predictions.shape[0] == count && predictions.shape[1] == task.ClassNames.Count)
        {
            return predictions.detach().cpu().argmax(1);
        }

        return predictions.ndim == 3 && predictions.shape[0] == count && !predictions.is_floating_point()
            ? predictions.detach().cpu().to(ScalarType.Int64)
            : throw new UserErrorException($"drawing {count} images needs predictions of the shape [{count}, {task.ClassNames.Count}, height, width], got [{string.Join(", ", predictions.shape)}]");
    }

    private static Tensor Predicted(Tensor predictions, Segmentation task, int count, DrawOptions options)
    {
        if (options.TargetClass is not { } name)
        {
            return Labels(predictions, task, count);
        }

        var label = task.ClassNames.ToList().IndexOf(name);
        if (label < 0 || predictions.ndim != 4 || predictions.shape[1] != task.ClassNames.Count)
        {
            throw new UserErrorException(label < 0
                ? $"target_class: there is no class '{name}'{NearestName.Hint(name, task.ClassNames)}"
                : $"target_class needs predictions of the shape [samples, {task.ClassNames.Count}, height, width], got [{string.Join(", ", predictions.shape)}]");
        }

        // Every other pixel gets a label that no class has.
        var likely = aten.select_int(predictions.detach().cpu().softmax(1), 1, label) >= options.TargetThreshold!.Value;
        return (likely.to(ScalarType.Int64) * (label + 1)) - 1;
    }

    private static string NameOf(Segmentation task, long label) =>
        label >= 0 && label < task.ClassNames.Count ? task.ClassNames[(int)label] : Segmentation.DontCareName;
}
