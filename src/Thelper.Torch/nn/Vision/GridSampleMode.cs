namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>How <see cref="nn.functional.grid_sample"/> samples between elements.</summary>
    public enum GridSampleMode
    {
        /// <summary>The nearest element.</summary>
        Nearest = 0,

        /// <summary>Linear in each dimension.</summary>
        Bilinear = 2,

        /// <summary>Cubic in two dimensions (inputs N x C x H x W).</summary>
        Bicubic = 3,
    }
}
