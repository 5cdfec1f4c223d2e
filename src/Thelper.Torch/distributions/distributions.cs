namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Distributions of random tensors: samples, log-probabilities, moments, entropies.</summary>
    public static partial class distributions
    {
        internal const double EulerGamma = 0.57721566490153286;

        internal static double Tiny(Tensor like) => finfo(like.dtype).tiny;

        internal static double Eps(Tensor like) => finfo(like.dtype).eps;

        // One number in the default type, as PyTorch makes one of a parameter that is a number.
        internal static Tensor Number(double value) => tensor(value, get_default_dtype());
    }
}
