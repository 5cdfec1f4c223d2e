using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The old name of <see cref="NLLLoss"/> over images, kept because configurations and models use it.</summary>
[TypeName("torch.nn.NLLLoss2d", "torch.nn.modules.loss.NLLLoss2d")]
public sealed class NLLLoss2d : NLLLoss
{
    /// <summary>Creates the loss, from a configuration or from numbers.</summary>
    /// <param name="weight">Factors of the classes (C), kept as a buffer.</param>
    /// <param name="ignore_index">The class number that does not count.</param>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [ConfigConstructor]
    public NLLLoss2d(IReadOnlyList<double>? weight = null, long ignore_index = -100, nn.Reduction reduction = nn.Reduction.Mean)
        : base(weight, ignore_index, reduction)
    {
    }
}
