using Thelper.Torch;

namespace Thelper.Optim;

/// <summary>One minus the Dice coefficient of predicted and true regions, <c>1 - (2 TP + s) / (2 TP + FP + FN + s)</c>, averaged over the classes.</summary>
/// <remarks>
/// Probabilities stand in place of counts; every class has the sums of the whole batch. Milletari, Navab, Ahmadi, "V-Net: Fully Convolutional
/// Neural Networks for Volumetric Medical Image Segmentation", arXiv:1606.04797.
/// </remarks>
[TypeName("thelper.optim.losses.DiceLoss", "thelper.optim.DiceLoss")]
public sealed class DiceLoss : OverlapLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="smooth">Added above and below the fraction, above 0; a class that is neither there nor predicted then costs nothing.</param>
    /// <param name="weight">Weights of the classes in the mean.</param>
    /// <param name="ignoreIndex">The target value whose pixels do not count.</param>
    /// <exception cref="UserErrorException">A number is out of range.</exception>
    public DiceLoss(double smooth = 1, IReadOnlyList<double>? weight = null, long ignoreIndex = -100)
        : base(nameof(DiceLoss), 0.5, 0.5, 1, smooth / 2, weight, ignoreIndex)
    {
    }
}
