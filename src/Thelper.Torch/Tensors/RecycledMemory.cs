using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

/// <summary>Memory for large tensors on the CPU that come and go, such as batches: what one leaves behind, the next one gets.</summary>
/// <remarks>
/// A block is free again when nothing refers to the tensor's storage any more: no view, no saved tensor of a graph. Blocks are mapped
/// apart from the C heap, in which large blocks of several threads would leave gaps. May be used by several threads at once.
/// </remarks>
public sealed unsafe partial class RecycledMemory : IDisposable
{
    private const int ReadWrite = 3;         // PROT_READ | PROT_WRITE
    private const int PrivateAnonymous = 34; // MAP_PRIVATE | MAP_ANONYMOUS
    private const int HugePages = 14;        // MADV_HUGEPAGE
    private readonly Lock gate = new();
    private readonly List<Block> free = [];
    private bool closed;

    /// <summary>Makes a tensor of undefined content.</summary>
    /// <param name="shape">Its sizes; at least one element.</param>
    /// <param name="type">Its element type.</param>
    /// <returns>The tensor, which may outlive this object.</returns>
    /// <exception cref="InsufficientMemoryException">The system has no memory left.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The shape has no elements.</exception>
    public torch.Tensor Rent(ReadOnlySpan<long> shape, torch.ScalarType type)
    {
        nint bytes = type.ElementSize();
        foreach (var size in shape)
        {
            bytes = checked(bytes * (nint)size);
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        var block = Take(bytes) ?? Block.Map(this, bytes);
        var context = GCHandle.Alloc(block);
        fixed (long* sizes = shape)
        {
            var handle = LibTorch.thelper_torch_from_memory(block.Address, sizes, shape.Length, (int)type, &Release, GCHandle.ToIntPtr(context));
            if (handle == 0)
            {
                context.Free();
                block.Unmap();
            }

            return torch.Tensor.Own(LibTorch.Check(handle, "from_memory"));
        }
    }

    /// <summary>Gives the free blocks back to the system, and from now on each other one when its tensor is gone.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            free.ForEach(block => block.Unmap());
            free.Clear();
        }
    }

    private Block? Take(nint bytes)
    {
        lock (gate)
        {
            var best = -1;
            for (var i = free.Count - 1; i >= 0; i--)
            {
                if (free[i].Bytes >= bytes)
                {
                    best = best < 0 || free[i].Bytes < free[best].Bytes ? i : best;
                }
            }

            if (best >= 0)
            {
                var block = free[best];
                free.RemoveAt(best);
                return block;
            }

            // All of them are too small now, and probably will be.
            free.ForEach(block => block.Unmap());
            free.Clear();
            return null;
        }
    }

    private void Return(Block block)
    {
        lock (gate)
        {
            if (!closed)
            {
                free.Add(block);
                return;
            }
        }

        block.Unmap();
    }

    [UnmanagedCallersOnly]
    private static void Release(nint context)
    {
        var handle = GCHandle.FromIntPtr(context);
        var block = (Block)handle.Target!;
        handle.Free();
        block.Owner.Return(block);
    }

    private sealed class Block(RecycledMemory owner, nint address, nint bytes)
    {
        public RecycledMemory Owner => owner;

        public nint Address => address;

        public nint Bytes => bytes;

        public static Block Map(RecycledMemory owner, nint bytes)
        {
            var address = mmap(0, bytes, ReadWrite, PrivateAnonymous, -1, 0);
            if (address == -1)
            {
                // Reserved for the runtime, says the rule; no other exception means what has happened here.
#pragma warning disable MA0012
                throw new InsufficientMemoryException($"the system has no {bytes} bytes for a tensor");
#pragma warning restore MA0012
            }

            // Advice only: fewer, larger pages are faster to get.
            _ = madvise(address, bytes, HugePages);
            return new Block(owner, address, bytes);
        }

        public void Unmap() => _ = munmap(address, bytes);
    }

    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int munmap(nint address, nint length);

    [LibraryImport("libc")]
    private static partial int madvise(nint address, nint length, int advice);
}
