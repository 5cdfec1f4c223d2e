using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Draws boxes to train on from one image, a share of them positive; draws from libtorch's generator as torchvision does.</summary>
/// <param name="Count">Boxes to draw.</param>
/// <param name="PositiveFraction">The share of positive ones, if there are that many.</param>
internal sealed record BalancedSampler(int Count, double PositiveFraction)
{
    /// <summary>Draws.</summary>
    /// <param name="labels">(N): above 0 positive, 0 negative, below 0 left out.</param>
    /// <returns>Masks (N) of the positive and the negative boxes that were drawn.</returns>
    public (Tensor Positive, Tensor Negative) Draw(Tensor labels)
    {
        using var scope = NewDisposeScope();
        var positive = where(labels.ge(1))[0];
        var negative = where(labels.eq(0))[0];
        var positives = Math.Min(positive.shape[0], (long)(Count * PositiveFraction));
        var negatives = Math.Min(negative.shape[0], Count - positives);
        var first = randperm(positive.shape[0], device: labels.device).narrow(0, 0, positives);
        var second = randperm(negative.shape[0], device: labels.device).narrow(0, 0, negatives);
        return (Mask(labels, positive.index_select(0, first)).MoveToOuterDisposeScope(), Mask(labels, negative.index_select(0, second)).MoveToOuterDisposeScope());
    }

    private static Tensor Mask(Tensor like, Tensor places)
    {
        var mask = zeros([like.shape[0]], ScalarType.Bool, like.device);
        return mask.index_fill_(0, places, true);
    }
}
