namespace Thelper.Sessions;

/// <summary>How widely the results of a session can be had again to the last bit.</summary>
public enum ReproducibilityLevel
{
    /// <summary>On the same processor and libraries: each library chooses the fastest kernels.</summary>
    Machine,

    /// <summary>On every x86-64 processor with AVX2 and FMA, with the same libraries and number of threads.</summary>
    Portable,
}
