using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Adds coarser maps to a feature pyramid. The first input is the pyramid, the second the maps it was made of, both finest first.</summary>
public abstract class ExtraFPNBlock : nn.Module<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>
{
    /// <summary>Names of the maps it adds; the result has as many tensors, without those of the input.</summary>
    public abstract IReadOnlyList<string> Names { get; }
}
