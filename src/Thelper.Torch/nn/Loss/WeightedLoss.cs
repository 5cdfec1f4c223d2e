using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>A loss of two inputs with factors of classes or elements.</summary>
/// <typeparam name="T1">The type of the input.</typeparam>
/// <typeparam name="T2">The type of the target.</typeparam>
/// <typeparam name="TResult">The type of the loss.</typeparam>
public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
{
    /// <summary>Creates the loss, which owns the factors: a buffer of its state, unless there are none.</summary>
    private protected WeightedLoss(string name, Tensor? weight, nn.Reduction reduction)
        : base(name, reduction)
    {
        this.weight = weight;
        Modules.LossWeight.Register(this, nameof(weight), weight);
    }

    /// <summary>The factors, if there are any.</summary>
    public Tensor? weight { get; }
}
