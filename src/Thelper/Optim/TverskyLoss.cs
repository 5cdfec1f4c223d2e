using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>One minus the overlap of predicted and true regions, with weights of its own for what was found wrongly and what was missed.</summary>
/// <remarks>
/// Per class, over all pixels of the batch: <c>(1 - (TP + s) / (TP + alpha FP + beta FN + s))^gamma</c>, with probabilities in place of
/// counts; then the mean over the classes. Salehi, Erdogmus, Gholipour, "Tversky loss function for image segmentation", arXiv:1706.05721; with
/// gamma below 1 the focal form of Abraham and Khan, arXiv:1810.07842 (whose gamma is the inverse).
/// </remarks>
[TypeName("thelper.optim.losses.TverskyLoss", "thelper.optim.TverskyLoss")]
public sealed class TverskyLoss : OverlapLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="alpha">Weight of what was predicted wrongly (false positives), 0 or more.</param>
    /// <param name="beta">Weight of what was missed (false negatives), 0 or more.</param>
    /// <param name="gamma">Exponent, above 0.</param>
    /// <param name="smooth">Added above and below the fraction, above 0; a class that is neither there nor predicted then costs nothing.</param>
    /// <param name="weight">Weights of the classes in the mean.</param>
    /// <param name="ignoreIndex">The target value whose pixels do not count.</param>
    /// <exception cref="UserErrorException">A number is out of range.</exception>
    public TverskyLoss(double alpha = 0.5, double beta = 0.5, double gamma = 1, double smooth = 1, IReadOnlyList<double>? weight = null, long ignoreIndex = -100)
        : base(nameof(TverskyLoss), alpha, beta, gamma, smooth, weight, ignoreIndex)
    {
    }
}
