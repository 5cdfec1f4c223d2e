using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Thelper.Torch.Native;

namespace Thelper.Torch;

/// <summary>Settings under which libtorch, oneDNN, OpenBLAS and OpenCV choose the same kernels on every x86-64 processor with AVX2 and FMA, so that
/// results are equal to the last bit for the same number of threads (<see cref="torch.set_num_threads"/>).</summary>
/// <remarks>The libraries read them once, when they are loaded: <see cref="Set"/> comes before the first tensor. What they promise, and how that was checked, is in <c>docs/reproducibility.md</c>.</remarks>
public static class ProcessorPins
{
    /// <summary>The environment variables, by name.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = new Dictionary<string, string>
    {
        ["ATEN_CPU_CAPABILITY"] = "avx2",
        ["ONEDNN_MAX_CPU_ISA"] = "AVX2",
        ["ONEDNN_DEFAULT_FPMATH_MODE"] = "STRICT",
        ["OPENBLAS_CORETYPE"] = "Haswell",
        // OpenBLAS derives its block sizes from the cache's, which belongs to the machine.
        ["OPENBLAS_L2_SIZE"] = "512",
        // OpenCV writes a warning to standard error about a name that the processor does not have.
        ["OPENCV_CPU_DISABLE"] = HasAvx512() ? "AVX512-SKX" : "",
        // A team of fewer threads than asked for splits sums elsewhere.
        ["OMP_DYNAMIC"] = "false",
        ["OMP_THREAD_LIMIT"] = "4294967295",
    };

    /// <summary>What of an x86-64 processor with AVX2 and FMA this one lacks, in words; null if nothing.</summary>
    public static string? Lacking { get; } = LackOf(RuntimeInformation.ProcessArchitecture, Avx2.IsSupported, Fma.IsSupported);

    /// <summary>Whether this processor can run the pinned kernels.</summary>
    public static bool Supported => Lacking is null;

    /// <summary>Whether <see cref="Set"/> was called in this process.</summary>
    public static bool Active { get; private set; }

    /// <summary>Sets the variables for this process, over whatever the caller's environment says.</summary>
    /// <exception cref="NotSupportedException">The processor is not an x86-64 one with AVX2 and FMA.</exception>
    /// <exception cref="InvalidOperationException">One of the libraries was loaded before, with kernels of its own choice.</exception>
    public static void Set()
    {
        if (Active)
        {
            return;
        }

        if (Lacking is { } lack)
        {
            throw new NotSupportedException($"Results that do not depend on the processor need an x86-64 processor with AVX2 and FMA; {lack}.");
        }

        if (NativeLibraries.FindLoaded("/libtorch_cpu.", "/libdnnl.", "/libopenblas", "/libopencv_core.") is { } library)
        {
            throw new InvalidOperationException($"{library} is loaded and has chosen its kernels: pin the processor before the first tensor and the first image.");
        }

        foreach (var (name, value) in Values)
        {
            NativeLibraries.SetVariable(name, value, overwrite: true);
        }

        Active = true;
    }

    /// <summary>What a processor lacks, in words.</summary>
    internal static string? LackOf(Architecture architecture, bool avx2, bool fma) => (architecture, avx2, fma) switch
    {
        (not Architecture.X64, _, _) => $"this one is {architecture.ToString().ToLowerInvariant()}",
        (_, false, _) => "this one has no AVX2",
        (_, _, false) => "this one has no FMA",
        _ => null,
    };

    // Asked of the processor itself: .NET's IsSupported also follows DOTNET_EnableAVX512, which OpenCV does not. F, DQ, CD, BW and VL are what OpenCV means by SKX.
    private static bool HasAvx512()
    {
        const int Needed = (1 << 16) | (1 << 17) | (1 << 28) | (1 << 30) | (1 << 31);
        return X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 0).Ebx & Needed) == Needed;
    }
}
