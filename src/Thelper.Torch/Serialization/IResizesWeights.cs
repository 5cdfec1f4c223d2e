using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization;

/// <summary>A network with tensors whose size follows from that of its inputs, and that can make its own from those of another size: learnt positions.</summary>
public interface IResizesWeights
{
    /// <summary>Makes values for a tensor of the network from those of a weight file, whose shape is another one. Changes nothing.</summary>
    /// <param name="own">The network's tensor, as its state dictionary has it.</param>
    /// <param name="source">The file's tensor.</param>
    /// <returns>Values of the own tensor's shape, in the current dispose scope, and what was done, with both sizes; null where this cannot be done.</returns>
    (Tensor Values, string Note)? Resize(Tensor own, Tensor source);
}
