using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A tensor that belongs to a module and is learnt. It takes the tensor over: the given object must not be used any more.</summary>
        /// <param name="data">The first values.</param>
        /// <param name="requires_grad">Whether gradients are computed.</param>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
    }
}
