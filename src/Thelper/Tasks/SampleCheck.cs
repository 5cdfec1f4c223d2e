using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tasks;

/// <summary>Whether a sample is what its task says: every sample is looked at as it is loaded, so that a mistake in the data is told with its file.</summary>
/// <remarks>Errors do not name the sample; the caller does.</remarks>
internal static class SampleCheck
{
    // Corner coordinates of data sets are rounded, and some count pixels from 1.
    private const double Tolerance = 1;

    /// <summary>Whether a box lies in its image, as far as rounding allows.</summary>
    public static bool IsInside(BoundingBox box, long width, long height) =>
        box.Left >= -Tolerance && box.Top >= -Tolerance && box.Right <= width + Tolerance && box.Bottom <= height + Tolerance;

    /// <summary>Looks at a sample before its transforms: a label map is as large as its image, boxes have an area and lie inside.</summary>
    /// <exception cref="UserErrorException">They do not.</exception>
    public static void Raw(Task task, Sample sample)
    {
        if (task is not (Segmentation or Detection)
            || !sample.TryGetValue(task.InputKey, out var input) || input is not torch.Tensor { ndim: 2 or 3 } image
            || !sample.TryGetValue(task.GtKey!, out var truth))
        {
            return;
        }

        if (task is Segmentation && truth is torch.Tensor labels)
        {
            RequireSameSize(task, image, labels);
        }
        else if (truth is IReadOnlyList<object?> boxes)
        {
            RequireInside(task.GtKey!, image, boxes);
        }
    }

    /// <summary>Looks at a sample as the loader packs it: the input is there, classes are among the task's, targets have their shape, type and limits.</summary>
    /// <exception cref="UserErrorException">Something is not.</exception>
    public static void Transformed(Task task, Sample sample)
    {
        if (!sample.TryGetValue(task.InputKey, out var input))
        {
            throw new UserErrorException($"the sample has no field '{task.InputKey}', which the task names as the model's input{NearestName.Hint(task.InputKey, sample.Keys)}");
        }

        if (task is Regression { InputShape: { } shape })
        {
            RequireShape(task.InputKey, input, shape, "input_shape");
        }

        if (task.GtKey is not { } key || !sample.TryGetValue(key, out var truth) || truth is null)
        {
            return;
        }

        switch (task)
        {
            case Classification classification:
                RequireClasses(classification, truth);
                break;
            case Segmentation segmentation:
                RequireClasses(segmentation, truth);
                break;
            case Detection detection:
                RequireBoxes(detection, input, truth);
                break;
            case Regression regression:
                RequireTarget(regression, truth);
                break;
        }
    }

    private static void RequireSameSize(Task task, torch.Tensor image, torch.Tensor labels)
    {
        var size = labels.shape.Where(length => length != 1 || labels.dim() == 2).ToArray();
        var shape = image.shape;
        var fits = size.Length == 2 && (Same(size, shape[0], shape[1]) || (shape.Length == 3 && Same(size, shape[1], shape[2])));
        if (!fits)
        {
            throw new UserErrorException(
                $"the label map under '{task.GtKey}' has the shape ({string.Join(", ", labels.shape)}), its image under '{task.InputKey}' ({string.Join(", ", shape)}); they must be equally high and wide");
        }
    }

    private static bool Same(long[] size, long height, long width) => size[0] == height && size[1] == width;

    private static void RequireInside(string key, torch.Tensor image, IReadOnlyList<object?> boxes)
    {
        var shape = image.shape;
        var planar = ImageLayout.IsPlanar(shape);
        var (height, width) = SizeOf(shape, planar);

        // Where the shape can be read both ways a box may lie in either image, as a label map may.
        var (otherHeight, otherWidth) = ImageLayout.IsOpen(shape) ? SizeOf(shape, !planar) : (height, width);
        for (var i = 0; i < boxes.Count; i++)
        {
            if (boxes[i] is not BoundingBox box)
            {
                continue;
            }

            RequireArea(key, box);
            if (!IsInside(box, width, height) && !IsInside(box, otherWidth, otherHeight))
            {
                throw new UserErrorException(FormattableString.Invariant(
                    $"box {i} under '{key}', {PythonRepr.Of(box.ToList())}, reaches beyond its image of {width} x {height} pixels; cut the boxes, or set \"on_bad_sample\": \"skip\" in the loaders section"));
            }
        }
    }

    private static (long Height, long Width) SizeOf(long[] shape, bool planar) => planar ? (shape[1], shape[2]) : (shape[0], shape[1]);

    private static void RequireArea(string key, BoundingBox box)
    {
        if (box.Width <= 0 || box.Height <= 0)
        {
            throw new UserErrorException($"a box under '{key}', {PythonRepr.Of(box.ToList())}, has no {(box.Width <= 0 ? "width" : "height")}; mend it, or set \"on_bad_sample\": \"skip\" in the loaders section");
        }
    }

    private static void RequireClasses(Classification task, object truth)
    {
        switch (truth)
        {
            case string name when !task.ClassIndices.ContainsKey(name):
                throw new UserErrorException($"the label under '{task.LabelKey}' is '{name}', which is no class of the task{NearestName.Hint(name, task.ClassNames)}");
            case long or int:
                RequireIndex(Convert.ToInt64(truth, null), task);
                break;
            case torch.Tensor label when !task.MultiLabel && label.numel() == 1 && !label.is_floating_point():
                RequireIndex(label.ToInt64(), task);
                break;
            case torch.Tensor flags when task.MultiLabel && flags.numel() != task.ClassNames.Count:
                throw new UserErrorException(
                    $"the label under '{task.LabelKey}' has the shape ({string.Join(", ", flags.shape)}); a task of several labels needs one value 0 or 1 for each of its {task.ClassNames.Count} classes");
            case IReadOnlyList<object?> several when !task.MultiLabel:
                // Copies of one sample.
                foreach (var label in several)
                {
                    RequireClasses(task, label ?? "");
                }

                break;
        }
    }

    private static void RequireIndex(long index, Classification task)
    {
        if (index < 0 || index >= task.ClassNames.Count)
        {
            throw new UserErrorException(FormattableString.Invariant(
                $"the label under '{task.LabelKey}' is {index}, which is no class index; those of {task.ClassNames.Count} classes are 0 to {task.ClassNames.Count - 1}"));
        }
    }

    private static void RequireClasses(Segmentation task, object truth)
    {
        if (truth is IReadOnlyList<object?> copies)
        {
            foreach (var copy in copies)
            {
                RequireClasses(task, copy ?? "nothing");
            }

            return;
        }

        if (truth is not torch.Tensor labels)
        {
            throw new UserErrorException($"the label map under '{task.LabelMapKey}' must be a tensor, it is {PythonRepr.Of(truth)}");
        }

        using var scope = torch.NewDisposeScope();
        var plain = labels.dtype == torch.uint8 && labels.is_contiguous() ? null : labels.to(torch.float64).contiguous();
        if ((plain is null ? Stranger(labels.DataSpan<byte>(), task) : Stranger(plain.DataSpan<double>(), task)) is var (place, value))
        {
            var width = labels.dim() > 0 ? labels.shape[^1] : 1;
            var hint = double.IsInteger(value)
                ? task.DontCare is { } ignored ? FormattableString.Invariant($", nor is it 'dontcare' ({ignored})") : "; for pixels without a class set 'dontcare'"
                : "; resize label maps without interpolation, and apply no operation to them that scales values";
            throw new UserErrorException(FormattableString.Invariant(
                $"the label map under '{task.LabelMapKey}' has the value {value} at column {place % width}, row {place / width}, which is no class index (those of {task.ClassNames.Count} classes are 0 to {task.ClassNames.Count - 1}){hint}"));
        }
    }

    private static (long Place, double Value)? Stranger(ReadOnlySpan<byte> labels, Segmentation task)
    {
        Span<bool> known = stackalloc bool[256];
        known[..Math.Min(task.ClassNames.Count, 256)].Fill(true);
        if (task.DontCare is >= 0 and < 256)
        {
            known[task.DontCare.Value] = true;
        }

        for (var i = 0; i < labels.Length; i++)
        {
            if (!known[labels[i]])
            {
                return (i, labels[i]);
            }
        }

        return null;
    }

    private static (long Place, double Value)? Stranger(ReadOnlySpan<double> labels, Segmentation task)
    {
        var (count, ignored) = ((double)task.ClassNames.Count, (double?)task.DontCare ?? double.NaN);
        for (var i = 0; i < labels.Length; i++)
        {
            var value = labels[i];
            if ((!(value >= 0 && value < count) || value != Math.Floor(value)) && value != ignored)
            {
                return (i, value);
            }
        }

        return null;
    }

    // Copies of one sample, or its tiles, have a list of boxes each.
    private static void RequireBoxes(Detection task, object? input, object truth)
    {
        if (truth is IReadOnlyList<object?> { Count: > 0 } copies && copies.All(copy => copy is IReadOnlyList<object?>))
        {
            for (var i = 0; i < copies.Count; i++)
            {
                RequireBoxes(task, input is IReadOnlyList<object?> images && i < images.Count ? images[i] : input, copies[i]!);
            }

            return;
        }

        RequireClasses(task, truth);
        if (input is torch.Tensor { ndim: 2 or 3 } image)
        {
            RequireInside(task.BBoxesKey, image, (IReadOnlyList<object?>)truth);
        }
    }

    private static void RequireClasses(Detection task, object truth)
    {
        if (truth is not IReadOnlyList<object?> boxes || boxes.Any(box => box is not BoundingBox))
        {
            throw new UserErrorException($"the field '{task.BBoxesKey}' must be a list of bounding boxes (thelper.tasks.detect.BoundingBox), it is {(truth is torch.Tensor tensor ? $"a tensor of shape ({string.Join(", ", tensor.shape)})" : PythonRepr.Of(truth))}");
        }

        foreach (var box in boxes.Cast<BoundingBox>())
        {
            task.IndexOf(box);
            RequireArea(task.BBoxesKey, box);
        }
    }

    private static void RequireTarget(Regression task, object truth)
    {
        if (task.TargetShape is { } shape)
        {
            RequireShape(task.TargetKey, truth, shape, "target_shape");
        }

        if (truth is not torch.Tensor target)
        {
            return;
        }

        if (task.TargetType is { } type && target.dtype != type)
        {
            throw new UserErrorException($"the target under '{task.TargetKey}' is {target.dtype}, the task's target_type is {type}");
        }

        if (Outside(target, task.TargetMin, below: true) || Outside(target, task.TargetMax, below: false))
        {
            using var scope = torch.NewDisposeScope();
            var values = target.to(torch.float64).flatten().cpu().DataSpan<double>();
            var shown = values.Length <= 8 ? string.Join(", ", values.ToArray().Select(value => PythonRepr.Of(value))) : FormattableString.Invariant($"{values.Length} values");
            throw new UserErrorException($"the target under '{task.TargetKey}' ({shown}) lies outside the task's limits, {PythonRepr.Of(task.TargetMin)} to {PythonRepr.Of(task.TargetMax)}");
        }
    }

    // Only limits that are one number: lists of them may have any shape that fits the target's.
    private static bool Outside(torch.Tensor target, object? limit, bool below)
    {
        if (limit is not (long or double) || target.numel() == 0)
        {
            return false;
        }

        using var extreme = below ? target.min() : target.max();
        var (value, bound) = (extreme.ToDouble(), Convert.ToDouble(limit, null));
        return below ? value < bound : value > bound;
    }

    private static void RequireShape(string key, object? value, IReadOnlyList<long> shape, string name)
    {
        long[]? actual = value switch { torch.Tensor tensor => tensor.shape, long or int or double or float or bool => [], _ => null };
        if (actual is not null && !actual.SequenceEqual(shape) && !(actual.Length == 0 && shape is [1]))
        {
            throw new UserErrorException($"the field '{key}' has the shape ({string.Join(", ", actual)}), the task's {name} is ({string.Join(", ", shape)})");
        }
    }
}
