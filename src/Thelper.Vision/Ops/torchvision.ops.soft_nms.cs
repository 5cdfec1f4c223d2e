#pragma warning disable CS8981, CA1707 // names like torchvision's, which has no soft suppression
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class ops
    {
        /// <summary>Soft non-maximum suppression: a box that overlaps a better one loses score instead of being dropped (arXiv:1704.04503, figure 2).</summary>
        /// <param name="boxes">(N, 4), floating point.</param>
        /// <param name="scores">(N), not negative.</param>
        /// <param name="method">
        /// How the score shrinks by the overlap with each better box: <c>gaussian</c>, by exp(-IoU² / sigma); <c>linear</c>, by 1 - IoU from
        /// <paramref name="iou_threshold"/> on.
        /// </param>
        /// <param name="iou_threshold">From this overlap on scores shrink; for <c>linear</c> alone.</param>
        /// <param name="sigma">The wider, the less scores shrink; for <c>gaussian</c> alone.</param>
        /// <param name="score_threshold">Boxes go once their score is below this.</param>
        /// <returns>Rows that stay, int64, best first by their new scores, and these scores, float32 or float64 as the given ones.</returns>
        /// <exception cref="UserErrorException">The method is unknown, sigma is not positive, or the shapes do not fit.</exception>
        public static (Tensor Keep, Tensor Scores) soft_nms(
            Tensor boxes, Tensor scores, string method = "gaussian", double iou_threshold = 0.3, double sigma = 0.5, double score_threshold = 0.001)
        {
            ArgumentNullException.ThrowIfNull(boxes);
            ArgumentNullException.ThrowIfNull(scores);
            if (method is not ("gaussian" or "linear"))
            {
                throw new UserErrorException($"method: '{method}' is not known (known: gaussian, linear)");
            }

            if (!(sigma > 0))
            {
                throw new UserErrorException(FormattableString.Invariant($"sigma: {sigma} is not positive"));
            }

            if (boxes.dim() != 2 || boxes.shape[1] != 4 || scores.dim() != 1 || scores.shape[0] != boxes.shape[0])
            {
                throw new UserErrorException($"boxes must have the shape (count, 4) and scores (count), not ({string.Join(", ", boxes.shape)}) and ({string.Join(", ", scores.shape)})");
            }

            using var scope = NewDisposeScope();
            var left = scores.detach().to(ScalarType.Float64).cpu().contiguous().clone();
            var overlaps = box_iou(boxes.detach().to(ScalarType.Float64).cpu(), boxes.detach().to(ScalarType.Float64).cpu()).contiguous();
            var (rows, values) = Decay(left.DataSpan<double>().ToArray(), overlaps.DataSpan<double>(), iou => method == "linear"
                ? iou >= iou_threshold ? 1 - iou : 1
                : Math.Exp(-iou * iou / sigma), score_threshold);
            return (tensor([.. rows]).to(boxes.device).MoveToOuterDisposeScope(), tensor([.. values]).to(scores.dtype).to(scores.device).MoveToOuterDisposeScope());
        }

        private static (List<long> Rows, List<double> Scores) Decay(double[] scores, ReadOnlySpan<double> overlaps, Func<double, double> factor, double least)
        {
            var (rows, values) = (new List<long>(), new List<double>());
            var open = Enumerable.Range(0, scores.Length).Where(i => scores[i] >= least).ToList();
            while (open.Count > 0)
            {
                // Equal scores go by their rows, as in nms.
                var best = open.MaxBy(i => scores[i]);
                rows.Add(best);
                values.Add(scores[best]);
                open.Remove(best);
                foreach (var other in open)
                {
                    var iou = overlaps[(best * scores.Length) + other];
                    scores[other] *= factor(double.IsNaN(iou) ? 0 : iou);
                }

                open.RemoveAll(i => scores[i] < least);
            }

            return (rows, values);
        }
    }
}
