using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>A layer that multiplies matrices itself, besides what the layers in it do when they are called: whoever counts operations asks it.</summary>
public interface IMatrixProducts
{
    /// <summary>Multiplications, each with its addition, of a forward pass that no layer within is called for.</summary>
    /// <param name="input">What the layer is called with.</param>
    long ProductsOf(Tensor input);
}
