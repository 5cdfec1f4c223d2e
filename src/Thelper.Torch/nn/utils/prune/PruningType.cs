namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class prune
            {
                /// <summary>What a pruning method takes out.</summary>
                public enum PruningType
                {
                    /// <summary>Single elements: the method sees those that are left, as a vector.</summary>
                    unstructured,

                    /// <summary>Slices along a dimension: the method sees those of which something is left.</summary>
                    structured,

                    /// <summary>The method sees everything.</summary>
                    global,
                }
            }
        }
    }
}
