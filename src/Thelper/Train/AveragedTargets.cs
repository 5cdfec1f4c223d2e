using Thelper.Optim;
using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Finds batches over whose elements a loss has nothing to average: it divides by the sum of their weights, which is 0.</summary>
internal static class AveragedTargets
{
    /// <summary>Whether every class number of a batch is ignored by the loss, or has the weight 0.</summary>
    /// <param name="loss">The loss; those that do not average over class numbers never are empty.</param>
    /// <param name="target">Class numbers, int64, on the CPU.</param>
    public static bool IsEmpty(nn.Module<Tensor, Tensor, Tensor> loss, Tensor target)
    {
        (long? ignored, Tensor? weight) = loss switch
        {
            CrossEntropyLoss { reduction: nn.Reduction.Mean } one => ((long?)one.ignore_index, one.weight),
            NLLLoss { reduction: nn.Reduction.Mean } one => ((long?)one.ignore_index, one.weight),
            FocalLoss one => ((long?)one.IgnoreIndex, one.Weight),
            OverlapLoss one => ((long?)one.IgnoreIndex, (Tensor?)null),
            _ => default((long?, Tensor?)),
        };
        if (ignored is null || target.dtype != ScalarType.Int64)
        {
            return false;
        }

        using var scope = NewDisposeScope();
        var counted = target.masked_select(aten.ne_Scalar(target, ignored.Value));
        if (counted.numel() == 0 || weight is null)
        {
            return counted.numel() == 0;
        }

        // A stray label is the loss's to refuse.
        var classes = weight.shape[0];
        var known = aten.logical_and(aten.ge_Scalar(counted, 0), aten.lt_Scalar(counted, classes)).all().ToBoolean();
        return known && aten.eq_Scalar(weight.cpu().index_select(0, counted), 0).all().ToBoolean();
    }
}
