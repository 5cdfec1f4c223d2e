using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>Base of the losses of four tensors.</summary>
/// <typeparam name="T1">The type of input 1.</typeparam>
/// <typeparam name="T2">The type of input 2.</typeparam>
/// <typeparam name="T3">The type of input 3.</typeparam>
/// <typeparam name="T4">The type of input 4.</typeparam>
/// <typeparam name="TResult">The type of the loss.</typeparam>
/// <param name="name">Name of the class, for messages.</param>
/// <param name="reduction">How the losses of the elements become the loss.</param>
public abstract class Loss<T1, T2, T3, T4, TResult>(string name, nn.Reduction reduction = nn.Reduction.Mean) : nn.Module<T1, T2, T3, T4, TResult>(name)
{
    /// <summary>Creates a loss named after its class.</summary>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    protected Loss(nn.Reduction reduction = nn.Reduction.Mean)
        : this("Loss", reduction)
    {
    }

    /// <summary>How the losses of the elements become the loss.</summary>
    public nn.Reduction reduction { get; } = reduction;
}
