using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>x where its size exceeds lambda, else 0.</summary>
    /// <param name="lambda">The threshold.</param>
    public sealed class Hardshrink(double lambda = 0.5) : nn.Module<Tensor, Tensor>(nameof(Hardshrink))
    {
        /// <summary>The threshold.</summary>
        public double lambda { get; set; } = lambda;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.hardshrink(input, lambda);

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
            /// <summary>x where its size exceeds lambda, else 0.</summary>
            /// <param name="lambda">The threshold.</param>
            public static Hardshrink Hardshrink(double lambda = 0.5) => new(lambda);
        }
    }
}
