namespace Thelper.Config;

/// <summary>The <c>cudnn</c> section of a configuration.</summary>
public sealed class CudnnOptions
{
    /// <summary>Whether cuDNN tries its algorithms out; null to leave that.</summary>
    [Key("benchmark")]
    public bool? Benchmark { get; set; }

    /// <summary>Whether cuDNN takes deterministic algorithms alone; null to leave that.</summary>
    [Key("deterministic")]
    public bool? Deterministic { get; set; }
}
