using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>A network that answers with several named tensors; its <c>forward</c> gives the main one alone.</summary>
public interface INamedOutputs
{
    /// <summary>Runs the network.</summary>
    /// <param name="input">A batch.</param>
    /// <returns>The outputs by name, the main one first; the tensors belong to the current dispose scope.</returns>
    OrderedDictionary<string, Tensor> Outputs(Tensor input);
}
