using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Mixing;

/// <summary>Pastes objects of another sample into an image: boxes with what is in them, or the pixels of their masks, at random places; or the pixels of some classes of a label map, where they are.</summary>
/// <remarks>
/// After Ghiasi et al., "Simple copy-paste is a strong data augmentation method for instance segmentation", CVPR 2021. A box that is partly hidden becomes what bounds the
/// rest of it, and goes where too little is left; where masks are known, all of this goes by their pixels, and hidden key points are labelled so.
/// </remarks>
[TypeName("thelper.data.CopyPaste")]
public sealed class CopyPaste : SampleMix
{
    private readonly int maxObjects;
    private readonly string[]? classes;
    private readonly double minVisibility;

    /// <summary>Creates the operation.</summary>
    /// <param name="maxObjects">How many boxes are pasted at most, 1 or more; each number up to that is as likely.</param>
    /// <param name="classes">Names of the classes that are pasted: any by default for boxes; label maps need them.</param>
    /// <param name="minVisibility">Boxes of which a smaller share is left are dropped, 0 to 1.</param>
    /// <param name="probability">How often something is pasted into a sample, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public CopyPaste(int maxObjects = 3, IReadOnlyList<string>? classes = null, double minVisibility = 0.3, double probability = 0.5)
        : base(probability)
    {
        this.maxObjects = maxObjects is >= 1 and <= 1000 ? maxObjects : throw new UserErrorException($"'max_objects' must lie within 1 and 1000, got {maxObjects}");
        this.classes = classes is { Count: 0 } ? throw new UserErrorException("'classes' is empty; leave it out for all classes") : classes?.ToArray();
        this.minVisibility = minVisibility is >= 0 and <= 1 ? minVisibility : throw new UserErrorException("'min_visibility' must lie between 0 and 1");
    }

    /// <inheritdoc/>
    public override int Partners => 1;

    /// <inheritdoc/>
    public override string? Refusal(Task task) => task switch
    {
        Detection or Segmentation when classes?.FirstOrDefault(name => !((IClassTask)task).ClassNames.Contains(name)) is { } stranger =>
            $"the task has no class '{stranger}' of its 'classes'{NearestName.Hint(stranger, ((IClassTask)task).ClassNames)}",
        Detection => null,
        Segmentation when classes is null => "a label map does not say which pixels are objects; name in 'classes' those that are pasted",
        Segmentation => null,
        Classification => "it pastes objects, of which one label says nothing; take thelper.data.Mixup or thelper.data.CutMix",
        _ => $"it pastes boxes and labelled pixels, and a {task?.GetType().Name} task has none; it is for detection and segmentation",
    };

    /// <inheritdoc/>
    public override Sample Apply(Sample own, IReadOnlyList<Sample> partners, Task task, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(partners);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(random);
        var ((image, planar), (other, _)) = (Image(own, task), Image(partners[0], task));
        RequireAlike(other, image);
        var result = Copy(own);
        var pasted = image.clone();
        if (task is Detection detection)
        {
            result[detection.BBoxesKey] = OfOneImage(Paste(pasted, other, Boxes(own, detection), Boxes(partners[0], detection), detection, random), own, detection);
        }
        else if (Labels(own, partners[0], (Segmentation)task, image, other) is var (map, labels))
        {
            using var there = aten.isin_Tensor_Tensor(labels, torch.tensor(Array.ConvertAll(classes!, name => (long)((Segmentation)task).ClassNames.ToList().IndexOf(name))).to(labels.dtype));
            pasted = torch.where(there.unsqueeze(2), other, pasted);
            result[task.GtKey!] = torch.where(there, labels.to(map.dtype), map);
        }

        result[task.InputKey] = Restored(pasted, (torch.Tensor)own[task.InputKey]!, planar);
        return result;
    }

    private (torch.Tensor Map, torch.Tensor Labels)? Labels(Sample own, Sample partner, Segmentation task, torch.Tensor image, torch.Tensor other)
    {
        if (other.shape[0] != image.shape[0] || other.shape[1] != image.shape[1])
        {
            throw new UserErrorException($"{TypeName}: images of {image.shape[1]} x {image.shape[0]} and {other.shape[1]} x {other.shape[0]} pixels cannot be pasted into each other; resize or crop them in base_transforms");
        }

        return LabelMap(own, task, image) is { } map && LabelMap(partner, task, other) is { } labels ? (map, labels) : null;
    }

    private List<object?> Paste(torch.Tensor image, torch.Tensor other, IReadOnlyList<object?> own, IReadOnlyList<object?> theirs, Detection task, TransformRandom random)
    {
        var (height, width) = (image.shape[0], image.shape[1]);
        var candidates = theirs.OfType<BoundingBox>().Where(box => !box.IsCrowd && (classes is null || classes.Contains(task.ClassNames[task.IndexOf(box)]))).ToList();
        var boxes = own.OfType<BoundingBox>().ToList();
        for (var left = candidates.Count == 0 ? 0 : 1 + random.NextInt(Math.Min(maxObjects, candidates.Count)); left > 0; left--)
        {
            var box = candidates[random.NextInt(candidates.Count)];
            candidates.Remove(box);
            var from = Pixels(MovedFields.Edges(box), other.shape[0], other.shape[1]);
            var (high, wide) = (from.Bottom - from.Top, from.Right - from.Left);
            if (high < 1 || wide < 1 || high > height || wide > width)
            {
                continue;
            }

            var (x, y) = (random.NextInt((int)(width - wide) + 1), random.NextInt((int)(height - high) + 1));
            var cover = box.Shape?.Mask is { } mask ? Cover.Of(mask, from, x, y, height, width) : Cover.Rectangle(x, y, x + wide, y + high, height, width);
            if (!cover.IsEmpty)
            {
                cover.Paste(other.narrow(0, from.Top, high).narrow(1, from.Left, wide), image);
                boxes = [.. boxes.Select(one => Rest(one, cover, height, width)).OfType<BoundingBox>(), Shifted(box, x - from.Left, y - from.Top, cover)];
            }
        }

        return [.. boxes];
    }

    private static BoundingBox Shifted(BoundingBox box, double x, double y, Cover cover)
    {
        var moved = box.Moved([box.Left + x, box.Top + y, box.Right + x, box.Bottom + y], box.Truncated);
        return box.Shape is not { } shape ? moved : moved.WithShape(shape with
        {
            Mask = cover.Mask,
            KeyPoints = shape.KeyPoints is { } points ? [.. points.Select(point => Shifted(point, x, y, cover))] : null,
        });
    }

    // A point outside of what was pasted has no place any more.
    private static KeyPoint Shifted(KeyPoint point, double x, double y, Cover cover) => point.Visibility <= 0 ? point
        : point.X + x >= cover.Left && point.Y + y >= cover.Top && point.X + x <= cover.Right && point.Y + y <= cover.Bottom ? point with { X = point.X + x, Y = point.Y + y }
        : new KeyPoint(0, 0, 0);

    // What is left of a box behind what was pasted.
    private BoundingBox? Rest(BoundingBox box, Cover cover, long height, long width)
    {
        if (box.Shape?.Mask is { } mask)
        {
            return cover.Rest(box, mask, minVisibility);
        }

        var rest = cover.IsWhole ? Behind(box, cover, height, width) : Behind(box, cover);
        return rest is { Shape: { } shape } ? rest.WithShape(cover.Points(shape)) : rest;
    }

    // Behind pixels of any form: the whole box, as far as enough of it is seen.
    private BoundingBox? Behind(BoundingBox box, Cover cover)
    {
        var edges = MovedFields.Edges(box);
        var hidden = cover.Count((long)Math.Floor(edges.Left), (long)Math.Floor(edges.Top), (long)Math.Ceiling(edges.Right), (long)Math.Ceiling(edges.Bottom));
        return hidden > 0 && (hidden >= edges.Area || 1 - (hidden / edges.Area) < minVisibility) ? null : box;
    }

    // Behind a rectangle: its hull by whole pixels, if anything changes at all.
    private BoundingBox? Behind(BoundingBox box, Cover cover, long height, long width)
    {
        var edges = MovedFields.Edges(box);
        var area = Pixels(edges, height, width);
        if (cover.Left >= area.Right || cover.Right <= area.Left || cover.Top >= area.Bottom || cover.Bottom <= area.Top)
        {
            return box;
        }

        // A rectangle shortens another only where it covers its whole breadth.
        var hidden = new BoxEdges(Math.Max(edges.Left, cover.Left), Math.Max(edges.Top, cover.Top), Math.Min(edges.Right, cover.Right), Math.Min(edges.Bottom, cover.Bottom)).Area;
        if (hidden >= edges.Area || 1 - (hidden / edges.Area) < minVisibility)
        {
            return null;
        }

        var (left, top, right, bottom) = (edges.Left, edges.Top, edges.Right, edges.Bottom);
        if (cover.Top <= top && cover.Bottom >= bottom)
        {
            left = cover.Left <= left ? Math.Max(left, cover.Right) : left;
            right = cover.Right >= right ? Math.Min(right, cover.Left) : right;
        }
        else if (cover.Left <= left && cover.Right >= right)
        {
            top = cover.Top <= top ? Math.Max(top, cover.Bottom) : top;
            bottom = cover.Bottom >= bottom ? Math.Min(bottom, cover.Top) : bottom;
        }

        var margin = box.IncludeMargin ? 1 : 0;
        return right - left < 1 || bottom - top < 1 ? null : box.Moved([left, top, right - margin, bottom - margin], box.Truncated);
    }

    private static (long Left, long Top, long Right, long Bottom) Pixels(BoxEdges box, long height, long width) =>
        (Math.Max(0, (long)Math.Floor(box.Left)), Math.Max(0, (long)Math.Floor(box.Top)), Math.Min(width, (long)Math.Ceiling(box.Right)), Math.Min(height, (long)Math.Ceiling(box.Bottom)));
}
