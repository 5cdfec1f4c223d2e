using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>The cross-entropy of a batch, damped where it is small already: <c>alpha * (1 - exp(-CE))^gamma * CE</c>.</summary>
/// <remarks>
/// T.-Y. Lin et al., "Focal loss for dense object detection", 2017, equation 5, but of the batch's mean cross-entropy
/// where the paper has each element's, as the original framework computes it.
/// </remarks>
[TypeName("thelper.optim.losses.FocalLoss", "thelper.optim.FocalLoss")]
public sealed class FocalLoss : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly double gamma;
    private readonly double? alpha;
    private readonly long ignoreIndex;
    private readonly Tensor? weight;

    /// <summary>Creates the loss.</summary>
    /// <param name="gamma">How strongly good predictions are damped, 0 or more.</param>
    /// <param name="alpha">A factor of the result; null for 1.</param>
    /// <param name="weight">Weights of the classes.</param>
    /// <param name="ignoreIndex">The target value that does not count.</param>
    /// <exception cref="UserErrorException"><paramref name="gamma"/> is negative.</exception>
    public FocalLoss(double gamma = 2, double? alpha = 0.5, IReadOnlyList<double>? weight = null, long ignoreIndex = 255)
        : base(nameof(FocalLoss))
    {
        this.gamma = gamma >= 0 ? gamma : throw new UserErrorException($"gamma must be 0 or more, not {gamma}");
        this.alpha = alpha;
        this.ignoreIndex = ignoreIndex;
        if (weight is not null)
        {
            this.weight = tensor(weight.Select(value => (float)value).ToArray());
            register_buffer("weight", this.weight);
        }
    }

    /// <summary>The target value that does not count.</summary>
    internal long IgnoreIndex => ignoreIndex;

    /// <summary>The weights of the classes (C); null for none.</summary>
    internal Tensor? Weight => weight;

    /// <summary>Computes the loss.</summary>
    /// <param name="input">Scores, [N, C, ...].</param>
    /// <param name="target">Class indices, [N, ...], int64.</param>
    /// <returns>A scalar.</returns>
    public override Tensor forward(Tensor input, Tensor target)
    {
        var entropy = nn.functional.cross_entropy(input, target, weight, ignoreIndex);
        var damped = aten.pow_Tensor_Scalar(1 - (-entropy).exp(), gamma) * entropy;
        return alpha is { } factor ? damped * factor : damped;
    }
}
