using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Thelper.Torch;

namespace Thelper.Infer.Tiling;

/// <summary>Shares work among the threads on which libtorch's operators run, which wait for the next one already: others would compete with them for the same cores.</summary>
internal static unsafe class TorchThreads
{
    private static readonly delegate* unmanaged<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void> Parallel;
    private static readonly delegate* unmanaged<int> MostThreads;

    static TorchThreads()
    {
        if (NativeLibrary.TryLoad("libgomp.so.1", out var library) && NativeLibrary.TryGetExport(library, "GOMP_parallel", out var parallel)
            && NativeLibrary.TryGetExport(library, "omp_get_max_threads", out var most))
        {
            Parallel = (delegate* unmanaged<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void>)parallel;
            MostThreads = (delegate* unmanaged<int>)most;
        }
    }

    /// <summary>Does work on the numbers from 0 to a count, each once. A thread that keeps to one core (<see cref="Data.Loading.LoaderThread"/>) does it alone.</summary>
    /// <param name="count">How many numbers.</param>
    /// <param name="step">How many at once: as a thread is done with some, it takes the next ones.</param>
    /// <param name="work">Does the work on those from one number to before another. What it throws, is thrown here.</param>
    public static void For(int count, int step, Action<int, int> work)
    {
        // The first look at the setting takes the process's over.
        var threads = Parallel is null ? 1 : Math.Min(Math.Min(torch.get_num_threads(), MostThreads()), (count + step - 1) / step);
        if (threads < 2)
        {
            if (count > 0)
            {
                work(0, count);
            }

            return;
        }

        var shared = new Shared(count, step, work);
        var handle = GCHandle.Alloc(shared);
        try
        {
            Parallel(&Take, GCHandle.ToIntPtr(handle), (uint)threads, 0);
        }
        finally
        {
            handle.Free();
        }

        shared.Failure?.Throw();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Take(nint shared) => ((Shared)GCHandle.FromIntPtr(shared).Target!).Take();

    private sealed class Shared(int count, int step, Action<int, int> work)
    {
        private int taken;
        private System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure;

        public System.Runtime.ExceptionServices.ExceptionDispatchInfo? Failure => failure;

        public void Take()
        {
            while (failure is null && Interlocked.Add(ref taken, step) - step is var from && from < count)
            {
                try
                {
                    work(from, Math.Min(from + step, count));
                }
                catch (Exception error)
                {
                    // Native code is between here and who waits: that one gets it.
                    Interlocked.CompareExchange(ref failure, System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error), null);
                }
            }
        }
    }
}
