using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x moved towards 0 by lambda, 0 where its size is below.</summary>
    /// <param name="lambda">The shift, not negative.</param>
    /// <exception cref="UserErrorException"><paramref name="lambda"/> is negative.</exception>
    public sealed class Softshrink(double lambda = 0.5) : nn.Module<Tensor, Tensor>(nameof(Softshrink))
    {
        /// <summary>The shift, not negative.</summary>
        /// <exception cref="UserErrorException">It is out of range.</exception>
        public double lambda { get; } = lambda >= 0 ? lambda : throw new UserErrorException($"Softshrink: lambda is not negative, but {PythonText.Of(lambda)} is.");

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.softshrink(input, lambda);

        /// <inheritdoc/>
        protected override string ExtraRepr() => PythonText.Of(lambda);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x moved towards 0 by lambda, 0 where its size is below.</summary>
            /// <param name="lambda">The shift, not negative.</param>
            /// <exception cref="UserErrorException"><paramref name="lambda"/> is negative.</exception>
            public static Softshrink Softshrink(double lambda = 0.5) => new(lambda);
        }
    }
}
