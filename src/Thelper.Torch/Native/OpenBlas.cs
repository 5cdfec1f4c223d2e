using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>The threads of OpenBLAS, which counts its own: as many as there are cores, and never more unless it is told so by a call.</summary>
/// <remarks>
/// How a product is shared out decides its last digits, so that under <see cref="ProcessorPins"/>, and wherever a number is set, OpenBLAS has as many
/// threads as libtorch, on fewer cores too.
/// </remarks>
internal static unsafe class OpenBlas
{
    private static readonly delegate* unmanaged<int, void> Set =
        NativeLibrary.TryLoad("libopenblas.so.0", out var library) && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out var function)
            ? (delegate* unmanaged<int, void>)function
            : null;

    /// <summary>Whether the user says how many threads there are, and does not say it of OpenBLAS alone.</summary>
    public static bool IsLeftToLibTorch =>
        Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { Length: > 0 } && Environment.GetEnvironmentVariable("OPENBLAS_NUM_THREADS") is null or "";

    /// <summary>Sets the number of threads; without OpenBLAS, nothing.</summary>
    public static void SetThreads(int count)
    {
        if (Set is not null)
        {
            Set(count);
        }
    }
}
