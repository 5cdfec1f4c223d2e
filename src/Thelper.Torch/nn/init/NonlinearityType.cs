namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            /// <summary>The function that follows a layer.</summary>
            public enum NonlinearityType
            {
                /// <summary>None.</summary>
                Linear,

                /// <summary>None, after a convolution in one dimension.</summary>
                Conv1D,

                /// <summary>None, after a convolution in two dimensions.</summary>
                Conv2D,

                /// <summary>None, after a convolution in three dimensions.</summary>
                Conv3D,

                /// <summary>None, after a transposed convolution in one dimension.</summary>
                ConvTranspose1D,

                /// <summary>None, after a transposed convolution in two dimensions.</summary>
                ConvTranspose2D,

                /// <summary>None, after a transposed convolution in three dimensions.</summary>
                ConvTranspose3D,

                /// <summary>The logistic function.</summary>
                Sigmoid,

                /// <summary>The hyperbolic tangent.</summary>
                Tanh,

                /// <summary>Rectified linear.</summary>
                ReLU,

                /// <summary>Rectified linear with a negative slope.</summary>
                LeakyReLU,

                /// <summary>Scaled exponential linear.</summary>
                SELU,
            }
        }
    }
}
