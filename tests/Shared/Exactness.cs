using System.Runtime.CompilerServices;
using Thelper.Torch;

namespace Thelper.Testing;

/// <summary>Where the numbers of the golden files hold to the last bit: on every x86-64 processor with AVX2 and FMA, with the libtorch they were made with.</summary>
/// <remarks>THELPER_UNPINNED=1 leaves the choice of kernels to the processor, as everywhere else: tests then fall back to their tolerances.</remarks>
internal static class Exactness
{
    /// <summary>The variable that leaves the choice of kernels to the processor.</summary>
    public const string Unpinned = "THELPER_UNPINNED";

    /// <summary>Why tests of exact numbers are skipped where they do not hold.</summary>
    public const string Reason = "numbers are equal to the last bit with libtorch 1.13 on x86-64 processors with AVX2 and FMA, and without " + Unpinned;

    // As in tools/golden: the number of threads that share an operator decides the last digits too.
    private const int Threads = 2;

    /// <summary>Whether numbers are equal to the last bit here.</summary>
    public static bool Holds { get; } = ProcessorPins.Active && torch.__version__.StartsWith("1.13.", StringComparison.Ordinal);

    /// <summary>The difference that is allowed.</summary>
    /// <param name="elsewhere">What other processors and versions may differ by.</param>
    /// <param name="here">The difference where numbers are equal to the last bit: none, or what the golden file rounds off.</param>
    public static double Tolerance(double elsewhere, double here = 0) => Holds ? here : elsewhere;

    /// <summary>Fails unless a number is the expected one up to a difference, which may be 0.</summary>
    public static void ShouldBeWithin(this double actual, double expected, double tolerance, string what)
        => (Math.Abs(actual - expected) <= tolerance).ShouldBeTrue($"{what}: {actual:R} is not {expected:R} to {tolerance:R}");

    // The native side was set by ProcessorPins; this is what processes that tests start inherit.
#pragma warning disable RS0030
    /// <summary>Before the first test, whatever the caller's environment says: for this process and for those that tests start.</summary>
    [ModuleInitializer]
    internal static void Pin()
    {
        if (ProcessorPins.Supported && Environment.GetEnvironmentVariable(Unpinned) != "1")
        {
            ProcessorPins.Set();
            foreach (var (name, value) in ProcessorPins.Values)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        // OpenMP counts by thread, and on a thread that libtorch has not looked at yet it goes by this: natively too.
        Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "2");
        NativeLibraries.SetVariable("OMP_NUM_THREADS", "2", overwrite: true);
        torch.set_num_threads(Threads);
    }
#pragma warning restore RS0030
}
