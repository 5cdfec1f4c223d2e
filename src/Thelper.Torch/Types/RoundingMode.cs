namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>How quotients are rounded.</summary>
    public enum RoundingMode
    {
        /// <summary>Not at all.</summary>
        None,

        /// <summary>Towards zero.</summary>
        trunc,

        /// <summary>Downwards.</summary>
        floor,
    }
}
