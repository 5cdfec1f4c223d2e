using System.Runtime.InteropServices;
using Thelper.Torch;

namespace Thelper.Data.Loading;

/// <summary>Keeps a loader thread to one core, so that the training thread has the rest.</summary>
/// <remarks>
/// libtorch's own setting is meant for the whole process: a thread that starts later would take it over. OpenMP's, which is below it,
/// is the thread's own.
/// </remarks>
internal static unsafe class LoaderThread
{
    private static readonly delegate* unmanaged<int, void> SetThreads =
        NativeLibrary.TryLoad("libgomp.so.1", out var library) && NativeLibrary.TryGetExport(library, "omp_set_num_threads", out var function)
            ? (delegate* unmanaged<int, void>)function
            : null;

    /// <summary>Called first on a loader thread.</summary>
    public static void Prepare()
    {
        // The first look at the setting takes the process's over; only then can the thread's own be changed.
        _ = torch.get_num_threads();
        if (SetThreads is not null)
        {
            SetThreads(1);
        }
    }
}
