namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The nonlinearities of transformer layers.</summary>
        public enum Activations
        {
            /// <summary>Rectified linear.</summary>
            ReLU = 0,

            /// <summary>Gaussian error linear.</summary>
            GELU = 1,
        }
    }
}
