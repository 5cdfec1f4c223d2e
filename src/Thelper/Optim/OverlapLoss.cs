using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>Losses that measure how well predicted regions cover the true ones: <see cref="DiceLoss"/>, <see cref="TverskyLoss"/>.</summary>
/// <remarks>
/// Scores are [N, C, ...]. Targets are class indices [N, ...] (int64; the scores pass through a softmax over the classes) or, where a pixel may
/// have several classes, numbers within 0 and 1 of the shape of the scores (which pass through a sigmoid).
/// </remarks>
public abstract class OverlapLoss : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly double alpha;
    private readonly double beta;
    private readonly double gamma;
    private readonly double smooth;
    private readonly long ignoreIndex;
    private readonly Tensor? weight;

    private protected OverlapLoss(string name, double alpha, double beta, double gamma, double smooth, IReadOnlyList<double>? weight, long ignoreIndex)
        : base(name)
    {
        if (!(alpha >= 0) || !(beta >= 0) || !(gamma > 0) || !(smooth > 0))
        {
            throw new UserErrorException($"alpha and beta must be 0 or more, gamma and smooth above 0 (got {alpha}, {beta}, {gamma} and {smooth})");
        }

        (this.alpha, this.beta, this.gamma, this.smooth, this.ignoreIndex) = (alpha, beta, gamma, smooth, ignoreIndex);
        if (weight is not null)
        {
            this.weight = tensor(weight.Select(value => (float)value).ToArray());
            register_buffer("weight", this.weight);
        }
    }

    /// <summary>The target value whose pixels do not count.</summary>
    internal long IgnoreIndex => ignoreIndex;

    /// <summary>Computes the loss.</summary>
    /// <param name="input">Scores, [N, C, ...].</param>
    /// <param name="target">Class indices [N, ...], or numbers of the shape of the scores.</param>
    /// <returns>A scalar.</returns>
    public override Tensor forward(Tensor input, Tensor target)
    {
        using var scope = NewDisposeScope();
        var (predicted, truth) = target.dim() == input.dim() ? (input.sigmoid(), target.to(input.dtype)) : Masked(input, target);
        long[] others = [0, .. Enumerable.Range(2, (int)input.dim() - 2)];
        var hits = aten.sum_dim_IntList(predicted * truth, others);
        var wrong = aten.sum_dim_IntList(predicted, others) - hits;
        var missed = aten.sum_dim_IntList(truth, others) - hits;
        var loss = 1 - ((hits + smooth) / (hits + (alpha * wrong) + (beta * missed) + smooth));
        if (gamma != 1)
        {
            loss = aten.pow_Tensor_Scalar(loss, gamma);
        }

        return (weight is null ? loss.mean() : (loss * weight).sum() / weight.sum()).MoveToOuterDisposeScope();
    }

    private (Tensor Predicted, Tensor Truth) Masked(Tensor input, Tensor target)
    {
        var counts = aten.ne_Scalar(target, ignoreIndex);
        var classes = aten.where_ScalarOther(counts, target, 0).unsqueeze(1);
        var mask = counts.unsqueeze(1).to(input.dtype);
        var truth = aten.scatter_value(zeros_like(input), 1, classes, 1) * mask;
        return (input.softmax(1) * mask, truth);
    }
}
