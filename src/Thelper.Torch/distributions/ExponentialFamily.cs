namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>A distribution whose density is the exponential of a product of parameters and functions of the value.</summary>
        public abstract class ExponentialFamily(Generator? generator) : Distribution(generator);
    }
}
