namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>What <see cref="nn.functional.grid_sample"/> finds outside of its input.</summary>
    public enum GridSamplePaddingMode
    {
        /// <summary>Zeros.</summary>
        Zeros = 0,

        /// <summary>The inside mirrored.</summary>
        Reflection = 1,

        /// <summary>The border element.</summary>
        Border = 2,
    }
}
