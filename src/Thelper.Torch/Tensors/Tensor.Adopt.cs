using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Takes over the native tensor of another object, which is left empty, in place of its own.</summary>
        internal void Adopt(Tensor source)
        {
            var taken = Interlocked.Exchange(ref source.handle, 0);
            if (taken == 0)
            {
                throw Disposed();
            }

            source.DetachFromDisposeScope();
#pragma warning disable CA1816 // The source has nothing left to finalize: its handle is ours now.
            GC.SuppressFinalize(source);
#pragma warning restore CA1816
            var before = Interlocked.Exchange(ref handle, taken);
            if (before != 0)
            {
                LibTorch.thelper_torch_release(before);
                Diagnostics.Count(-1);
            }
        }
    }
}
