using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision.ops;

namespace Thelper.Vision.Models.Detection;

/// <summary>Outputs that a detector makes at every pixel of its feature maps.</summary>
internal static class DenseOutputs
{
    /// <summary>Brings the outputs of a map into rows.</summary>
    /// <param name="map">(images, anchors x values, H, W).</param>
    /// <param name="values">Numbers of an anchor.</param>
    /// <returns>(images, H x W x anchors, values).</returns>
    public static Tensor Rows(Tensor map, long values)
    {
        var (n, h, w) = (map.shape[0], map.shape[2], map.shape[3]);
        return map.view(n, -1, values, h, w).permute(0, 3, 4, 1, 2).reshape(n, -1, values);
    }

    /// <summary>Chooses detections of one image: the best of each map, then without overlapping ones.</summary>
    /// <param name="scores">(anchors, classes), map after map.</param>
    /// <param name="counts">Anchors of each map.</param>
    /// <param name="boxesOf">Makes the boxes of chosen anchors, given by their rows.</param>
    /// <param name="size">Height and width of the image.</param>
    /// <param name="limits">Least score, most boxes of a map, largest overlap, most detections.</param>
    public static Detections Select(
        Tensor scores, IReadOnlyList<long> counts, Func<Tensor, Tensor> boxesOf, (long Height, long Width) size, (double Score, int Candidates, double Overlap, int Detections) limits)
    {
        var classes = scores.shape[1];
        var (boxes, best, labels, offset) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>(), 0L);
        foreach (var count in counts)
        {
            var flat = scores.narrow(0, offset, count).flatten();
            var above = where(flat.gt(limits.Score))[0];
            var (top, order) = Best(flat.index_select(0, above), limits.Candidates);
            var chosen = above.index_select(0, order);
            var anchors = aten.div_Tensor_mode(chosen, tensor(classes, ScalarType.Int64, chosen.device), "floor");
            boxes.Add(clip_boxes_to_image(boxesOf(anchors + offset), size));
            best.Add(top);
            labels.Add(chosen.remainder(classes));
            offset += count;
        }

        return Apart(cat(boxes), cat(best), cat(labels), limits.Overlap, limits.Detections);
    }

    /// <summary>The highest scores, best first, and their places.</summary>
    /// <param name="scores">(N).</param>
    /// <param name="most">How many at most.</param>
    public static (Tensor Scores, Tensor Places) Best(Tensor scores, int most)
    {
        // Not topk: a trace would keep how many there were in its example.
        var (sorted, order) = aten.sort(scores, 0, descending: true);
        return (aten.slice_Tensor(sorted, 0, 0, most), aten.slice_Tensor(order, 0, 0, most));
    }

    /// <summary>Drops the boxes of a class that overlap better ones, and keeps the best of the rest.</summary>
    /// <param name="boxes">(N, 4).</param>
    /// <param name="scores">(N).</param>
    /// <param name="labels">(N).</param>
    /// <param name="overlap">Largest overlap.</param>
    /// <param name="most">Most detections.</param>
    public static Detections Apart(Tensor boxes, Tensor scores, Tensor labels, double overlap, int most)
    {
        var keep = batched_nms(boxes, scores, labels, overlap);
        keep = aten.slice_Tensor(keep, 0, 0, most);
        return new Detections(boxes.index_select(0, keep), labels.index_select(0, keep), scores.index_select(0, keep));
    }
}
