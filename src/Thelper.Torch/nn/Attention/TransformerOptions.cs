using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The settings of an encoder or decoder layer.</summary>
internal sealed record TransformerOptions(
    long Size, long Heads, long Feedforward, double Dropout, TransformerActivation Activation, double Epsilon, bool BatchFirst, bool NormFirst, Device? Device, ScalarType? Type)
{
    public MultiheadAttention Attention() => new(Size, Heads, Dropout, true, false, false, null, null, BatchFirst, Device, Type);

    public LayerNorm Norm() => nn.LayerNorm(Size, Epsilon, device: Device, dtype: Type);

    public Linear Widen() => nn.Linear(Size, Feedforward, device: Device, dtype: Type);

    public Linear Narrow() => nn.Linear(Feedforward, Size, device: Device, dtype: Type);

    public Dropout NewDropout() => new(Dropout);
}
