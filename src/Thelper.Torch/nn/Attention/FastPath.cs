using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>When the fused operators of attention, which have no backward pass, may be used.</summary>
internal static class FastPath
{
    /// <summary>Whether nothing is recorded for gradients (autograd is off, or no tensor takes part in it), nor in a trace, whose steps other programs are to know.</summary>
    public static bool Open(params ReadOnlySpan<Tensor?> tensors)
    {
        if (jit.is_tracing())
        {
            return false;
        }

        if (!is_grad_enabled())
        {
            return true;
        }

        foreach (var tensor in tensors)
        {
            if (tensor?.requires_grad == true)
            {
                return false;
            }
        }

        return true;
    }
}
