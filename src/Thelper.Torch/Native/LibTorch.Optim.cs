using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <content>Steps of optimizers in one pass (native/torch/optim.cpp).</content>
internal static unsafe partial class LibTorch
{
    [DllImport(Library)]
    internal static extern int thelper_torch_gradient_kinds(nint* parameters, GradientKind* kinds, long count);

    [DllImport(Library)]
    internal static extern int thelper_torch_zero_gradients(nint* parameters, long count, int drop);

    [DllImport(Library)]
    internal static extern int thelper_torch_adam(AdamSlot* slots, byte* done, long count, AdamOptions* options);

    [DllImport(Library)]
    internal static extern int thelper_torch_sgd(SgdSlot* slots, byte* done, long count, SgdOptions* options);
}
