using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A linear layer whose number of inputs is the size of the first input's last dimension. Made by <c>torch.nn.LazyLinear</c>.</summary>
/// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
public sealed class LazyLinear : Linear
{
    internal LazyLinear(long out_features, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(LazyLinear), out_features, bias, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override string GetName() => IsOpen ? nameof(LazyLinear) : nameof(Linear);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (IsOpen)
        {
            Settle(input.dim() > 0 ? input.shape[^1] : throw new ArgumentException("LazyLinear takes at least 1 dimension.", nameof(input)));
        }

        return base.forward(input);
    }
}
