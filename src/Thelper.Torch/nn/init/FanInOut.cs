namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            /// <summary>Which side of a layer keeps its variance.</summary>
            public enum FanInOut
            {
                /// <summary>The forward pass: the number of inputs of one output.</summary>
                FanIn,

                /// <summary>The backward pass: the number of outputs that one input reaches.</summary>
                FanOut,
            }
        }
    }
}
