namespace Thelper.Torch;

public static partial class torch
{
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
