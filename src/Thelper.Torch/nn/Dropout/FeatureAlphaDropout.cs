using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Sets whole channels to the negative limit of SELU at random in training, then restores mean and variance.</summary>
    /// <remarks>G. Klambauer et al., "Self-normalizing neural networks", 2017.</remarks>
    /// <param name="p">Probability, in [0, 1].</param>
    /// <param name="inplace">Shown in the text form; the result is a new tensor either way, as in PyTorch 1.13.</param>
    /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
    public sealed class FeatureAlphaDropout(double p = 0.5, bool inplace = false) : DropoutBase(nameof(FeatureAlphaDropout), p, inplace)
    {
        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.feature_alpha_dropout(input, p, training);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Sets whole channels to the negative limit of SELU at random in training, then restores mean and variance.</summary>
            /// <param name="p">Probability, in [0, 1].</param>
            /// <param name="inplace">Shown in the text form; the result is a new tensor either way, as in PyTorch 1.13.</param>
            /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1].</exception>
            public static FeatureAlphaDropout FeatureAlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}
