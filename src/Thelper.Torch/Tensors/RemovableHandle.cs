using Thelper.Torch.Native;

namespace Thelper.Torch;

/// <summary>A hook on a tensor's gradient. Dropping the object leaves the hook in place.</summary>
public sealed class RemovableHandle : IDisposable
{
    private nint handle;

    internal RemovableHandle(nint handle) => this.handle = handle;

    /// <summary>Frees the means to remove the hook; the hook itself lives as long as the tensor.</summary>
    ~RemovableHandle()
    {
        var taken = Interlocked.Exchange(ref handle, 0);
        if (taken != 0)
        {
            LibTorch.thelper_torch_forget_hook(taken);
        }
    }

    /// <summary>Ends the hook: it is not called again. Later calls do nothing.</summary>
    public void remove() => Dispose();

    /// <summary>Same as <see cref="remove"/>.</summary>
    public void Dispose()
    {
        var taken = Interlocked.Exchange(ref handle, 0);
        if (taken != 0)
        {
            LibTorch.thelper_torch_remove_hook(taken);
        }

        GC.SuppressFinalize(this);
    }
}
