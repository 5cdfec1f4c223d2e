using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The linear layer at the end of <see cref="MultiheadAttention"/>; PyTorch gives it a name of its own.</summary>
public sealed class NonDynamicallyQuantizableLinear : Linear
{
    internal NonDynamicallyQuantizableLinear(long in_features, long out_features, bool bias, Device? device, ScalarType? dtype)
        : base(in_features, out_features, bias, device, dtype)
    {
    }
}
