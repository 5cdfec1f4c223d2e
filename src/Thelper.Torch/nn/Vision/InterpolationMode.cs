namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>How a tensor is sampled between its elements when its size changes.</summary>
    public enum InterpolationMode
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

        /// <summary>The mean of the elements that an output element covers.</summary>
        Area = 5,

        /// <summary>The element nearest to the centre of the output element.</summary>
        NearestExact = 6,
    }
}
