using System.Runtime.Intrinsics.X86;
using Thelper.Torch.Native;

namespace Thelper.Torch;

/// <summary>Settings under which libtorch, oneDNN and OpenBLAS choose the same kernels on every x86-64 processor with AVX2 and FMA, so that results are
/// equal to the last bit for the same number of threads.</summary>
/// <remarks>The libraries read them once, when they are loaded: <see cref="Set"/> comes before the first tensor. What they cost is measured in <c>docs/reproducibility.md</c>.</remarks>
public static class ProcessorPins
{
    /// <summary>The environment variables, by name.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = new Dictionary<string, string>
    {
        ["ATEN_CPU_CAPABILITY"] = "avx2",
        ["ONEDNN_MAX_CPU_ISA"] = "AVX2",
        ["OPENBLAS_CORETYPE"] = "Haswell",
        // OpenBLAS derives its block sizes from the cache's, which belongs to the machine.
        ["OPENBLAS_L2_SIZE"] = "512",
    };

    /// <summary>Whether this processor can run the pinned kernels.</summary>
    public static bool Supported { get; } = Avx2.IsSupported && Fma.IsSupported;

    /// <summary>Whether <see cref="Set"/> was called in this process.</summary>
    public static bool Active { get; private set; }

    /// <summary>Sets the variables for this process, over whatever the caller's environment says.</summary>
    /// <exception cref="NotSupportedException">The processor is not an x86-64 one with AVX2 and FMA.</exception>
    /// <exception cref="InvalidOperationException">libtorch was loaded before, with kernels of its own choice.</exception>
    public static void Set()
    {
        if (Active)
        {
            return;
        }

        if (!Supported)
        {
            throw new NotSupportedException("Results that do not depend on the processor need an x86-64 processor with AVX2 and FMA.");
        }

        if (NativeLibraries.IsLoaded(LibTorch.Library))
        {
            throw new InvalidOperationException("libtorch is loaded and has chosen its kernels: pin the processor before the first tensor.");
        }

        foreach (var (name, value) in Values)
        {
            NativeLibraries.SetVariable(name, value, overwrite: true);
        }

        Active = true;
    }
}
