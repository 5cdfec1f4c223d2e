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

    public static partial class nn
    {
        /// <summary>How the losses of the elements become the loss.</summary>
        public enum Reduction
        {
            /// <summary>They do not: the result has the elements' shape.</summary>
            None = 0,

            /// <summary>Their mean.</summary>
            Mean = 1,

            /// <summary>Their sum.</summary>
            Sum = 2,

            /// <summary>Their sum over the number of samples (<see cref="functional.kl_div"/> only).</summary>
            Batchmean = 3,
        }
    }
}
