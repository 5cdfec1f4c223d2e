namespace Thelper.Torch;

/// <summary>Order of dimensions in memory, with libtorch's numbers.</summary>
public enum MemoryFormat
{
    /// <summary>Last dimension fastest.</summary>
    Contiguous = 0,

    /// <summary>As the input has it.</summary>
    Preserve = 1,

    /// <summary>N×H×W×C in memory.</summary>
    ChannelsLast = 2,

    /// <summary>N×D×H×W×C in memory.</summary>
    ChannelsLast3d = 3,
}
