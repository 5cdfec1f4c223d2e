using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The first half of a dimension times the logistic function of its second half.</summary>
    /// <remarks>Y. Dauphin et al., "Language modeling with gated convolutional networks", 2016.</remarks>
    /// <param name="dim">The dimension, of even size.</param>
    public sealed class GLU(long dim = -1) : nn.Module<Tensor, Tensor>(nameof(GLU))
    {
        /// <summary>The dimension, of even size.</summary>
        public long dim { get; set; } = dim;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.glu(input, dim);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"dim={dim}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The first half of a dimension times the logistic function of its second half.</summary>
            /// <param name="dim">The dimension, of even size.</param>
            public static GLU GLU(long dim = -1) => new(dim);
        }
    }
}
