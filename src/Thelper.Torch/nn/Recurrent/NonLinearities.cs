namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The nonlinearity of a plain recurrent layer.</summary>
        public enum NonLinearities
        {
            /// <summary>Rectified linear.</summary>
            ReLU = 0,

            /// <summary>The hyperbolic tangent.</summary>
            Tanh = 1,
        }
    }
}
