namespace Thelper.Records;

/// <summary>What two sessions can differ in.</summary>
public enum DiffKind
{
    /// <summary>A key of the configuration.</summary>
    Key,

    /// <summary>The samples themselves.</summary>
    Data,

    /// <summary>Which set samples went to, or their order.</summary>
    Split,

    /// <summary>The program or a library.</summary>
    Version,

    /// <summary>Threads of an operator.</summary>
    Threads,

    /// <summary>Whether kernels are chosen by the processor.</summary>
    Processor,

    /// <summary>Seeds, given or drawn.</summary>
    Seeds,

    /// <summary>The weights after the first epoch that both have saved.</summary>
    Weights,
}
