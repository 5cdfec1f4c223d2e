using System.Globalization;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Layers that lie over a picture: of the classes of pixels, of the masks of objects, of numbers.</summary>
public static class LabelLayer
{
    /// <summary>The values of a label map, each with its name, colour and number of pixels; by value.</summary>
    /// <param name="task">The task.</param>
    /// <param name="labels">Whole numbers H×W, or 1×H×W.</param>
    public static IReadOnlyList<LabelCount> Count(Segmentation task, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(task);
        using var scope = NewDisposeScope();
        var counts = new SortedDictionary<long, long>();
        ForEachRun(Plain(labels), (value, _, length) => counts[value] = counts.GetValueOrDefault(value) + length);
        var colors = SegmentDrawing.ColorsOf(task);
        return [.. counts.Select(entry => new LabelCount(entry.Key, NameOf(task, entry.Key), ColorOf(task, colors, entry.Key), entry.Value))];
    }

    /// <summary>Paints a label map: every pixel in its class's colour; values that no class has in those of the palette.</summary>
    /// <param name="task">The task.</param>
    /// <param name="labels">Whole numbers H×W, or 1×H×W.</param>
    /// <param name="hidden">Values that are not painted; null for none.</param>
    /// <returns>uint8 H×W×4: red, green, blue, and 255 where it is painted, else 0.</returns>
    public static Tensor Paint(Segmentation task, Tensor labels, IReadOnlySet<long>? hidden = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        using var scope = NewDisposeScope();
        var map = Plain(labels);
        var colors = SegmentDrawing.ColorsOf(task);
        var pixels = new byte[4 * map.numel()];
        ForEachRun(map, (value, start, length) =>
        {
            if (hidden?.Contains(value) == true)
            {
                return;
            }

            var color = ColorOf(task, colors, value);
            for (var i = start; i < start + length; i++)
            {
                (pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2], pixels[(4 * i) + 3]) = (color[0], color[1], color[2], 255);
            }
        });
        return tensor(pixels, [map.shape[0], map.shape[1], 4]).MoveToOuterDisposeScope();
    }

    /// <summary>Paints the masks of objects; later ones cover earlier ones.</summary>
    /// <param name="task">The task, which colours the classes.</param>
    /// <param name="boxes">The objects.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <returns>uint8 H×W×4: red, green, blue, and 255 where it is painted, else 0; null where no object has a mask.</returns>
    public static Tensor? PaintMasks(Detection task, IReadOnlyList<BoundingBox> boxes, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(boxes);
        if (boxes.All(box => box.Shape?.Mask is null))
        {
            return null;
        }

        var pixels = new byte[4 * height * width];
        var covered = new byte[height * width];
        for (var i = 0; i < boxes.Count; i++)
        {
            if (boxes[i].Shape?.Mask is { Area: > 0 } mask)
            {
                var color = ShapeDrawing.ColorOf(DetectionDrawing.ColorOf(boxes[i], task), boxes, i);
                Array.Clear(covered);
                mask.Resized(height, width).Fill(covered, 1);
                for (var at = 0; at < covered.Length; at++)
                {
                    if (covered[at] != 0)
                    {
                        (pixels[4 * at], pixels[(4 * at) + 1], pixels[(4 * at) + 2], pixels[(4 * at) + 3]) = ((byte)color[0], (byte)color[1], (byte)color[2], 255);
                    }
                }
            }
        }

        return tensor(pixels, [height, width, 4]);
    }

    /// <summary>Paints a map of numbers from blue (smallest) over green to red (largest).</summary>
    /// <param name="map">H×W, or 1×H×W.</param>
    /// <returns>uint8 H×W×4: red, green, blue, 255.</returns>
    public static Tensor PaintHeat(Tensor map)
    {
        ArgumentNullException.ThrowIfNull(map);
        using var scope = NewDisposeScope();
        var heat = Displayable.Heatmap(map.ndim == 3 ? aten.select_int(map, 0, 0) : map);
        return cat([heat, full([heat.shape[0], heat.shape[1], 1], 255, ScalarType.Byte)], 2).MoveToOuterDisposeScope();
    }

    private static Tensor Plain(Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var map = labels.ndim == 3 && labels.shape[0] == 1 ? labels.squeeze(0) : labels.ndim == 3 && labels.shape[2] == 1 ? labels.squeeze(2) : labels;
        return map.ndim == 2
            ? map.detach().cpu().to(ScalarType.Int64).contiguous()
            : throw new UserErrorException($"a label map has the shape [height, width], got [{string.Join(", ", labels.shape)}]");
    }

    // Neighbours are mostly alike.
    private static void ForEachRun(Tensor map, Action<long, int, int> visit)
    {
        var values = map.DataSpan<long>();
        for (int start = 0, end; start < values.Length; start = end)
        {
            for (end = start + 1; end < values.Length && values[end] == values[start];)
            {
                end++;
            }

            visit(values[start], start, end - start);
        }
    }

    private static IReadOnlyList<byte> ColorOf(Segmentation task, LabelColors colors, long value) => IsKnown(task, value) ? colors.Of(value) : Palette.Of(value);

    private static bool IsKnown(Segmentation task, long value) => value == task.DontCare || (value >= 0 && value < task.ClassNames.Count);

    private static string NameOf(Segmentation task, long value) => value == task.DontCare ? Segmentation.DontCareName
        : IsKnown(task, value) ? task.ClassNames[(int)value]
        : string.Create(CultureInfo.InvariantCulture, $"value {value}");
}
