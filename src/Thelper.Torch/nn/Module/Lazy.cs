using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Parameters and buffers of layers whose sizes the first input decides. Until then they have one dimension of size 0.</summary>
internal static class Lazy
{
    /// <summary>A parameter without elements.</summary>
    public static Parameter Parameter(Device? device, ScalarType? dtype) => new(empty([0], dtype: dtype, device: device));

    /// <summary>Gives a tensor its size. The object stays the same, so that optimizers made before keep it; the elements are not set.</summary>
    public static void Materialize(Tensor? tensor, params long[] shape)
    {
        if (tensor is not null)
        {
            var learnt = tensor.requires_grad;
            tensor.Adopt(empty(shape, dtype: tensor.dtype, device: tensor.device));
            tensor.requires_grad = learnt;
        }
    }
}
