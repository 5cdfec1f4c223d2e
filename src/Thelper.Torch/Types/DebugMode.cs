namespace Thelper.Torch;

/// <summary>What happens to operators without a deterministic form.</summary>
public enum DebugMode
{
    /// <summary>They run.</summary>
    @default,

    /// <summary>They run with a warning.</summary>
    warn,

    /// <summary>They are refused.</summary>
    error,
}
