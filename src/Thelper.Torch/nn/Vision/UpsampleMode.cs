namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>The interpolations of <see cref="nn.Upsample(long[], double[], UpsampleMode, bool?, bool)"/>.</summary>
    public enum UpsampleMode
    {
        /// <summary>The element at the rounded-down position.</summary>
        Nearest = 0,

        /// <summary>Linear in one dimension (inputs N x C x L).</summary>
        Linear = 1,

        /// <summary>Linear in two dimensions (inputs N x C x H x W).</summary>
        Bilinear = 2,

        /// <summary>Cubic in two dimensions (inputs N x C x H x W).</summary>
        Bicubic = 3,

        /// <summary>Linear in three dimensions (inputs N x C x D x H x W).</summary>
        Trilinear = 4,
    }
}
