using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x times the normal distribution function at x.</summary>
    /// <param name="approximate"><c>none</c>, or <c>tanh</c> for the usual approximation.</param>
    /// <exception cref="UserErrorException">There is no such approximation.</exception>
    public sealed class GELU(string approximate = "none") : nn.Module<Tensor, Tensor>(nameof(GELU))
    {
        /// <summary>How it is computed.</summary>
        public enum Approximate
        {
            /// <summary>By the error function.</summary>
            none,

            /// <summary>By the hyperbolic tangent.</summary>
            tanh,
        }

        private readonly string approximate = approximate is "none" or "tanh" ? approximate : throw new UserErrorException($"GELU: approximate is 'none' or 'tanh', not '{approximate}'.");

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.gelu(input, approximate);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"approximate='{approximate}'";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x times the normal distribution function at x.</summary>
            /// <exception cref="UserErrorException">There is no such approximation.</exception>
            public static GELU GELU() => new("none");

            /// <summary>x times the normal distribution function at x.</summary>
            /// <param name="approximate"><c>none</c>, or <c>tanh</c> for the usual approximation.</param>
            /// <exception cref="UserErrorException">There is no such approximation.</exception>
            public static GELU GELU(string approximate) => new(approximate);

            /// <summary>x times the normal distribution function at x.</summary>
            /// <param name="approximate">How it is computed.</param>
            /// <param name="inplace">Without effect: libtorch's operator has no such form.</param>
            public static GELU GELU(GELU.Approximate approximate, bool inplace = false) => new(approximate.ToString());
        }
    }
}
