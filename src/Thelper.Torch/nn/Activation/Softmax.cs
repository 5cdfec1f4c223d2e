using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>e^x over the sum of e^x along one dimension.</summary>
    /// <param name="dim">The dimension.</param>
    public sealed class Softmax(long dim) : nn.Module<Tensor, Tensor>(nameof(Softmax))
    {
        /// <summary>The dimension.</summary>
        public long dim { get; set; } = dim;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.softmax(input, dim);

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
            /// <summary>e^x over the sum of e^x along one dimension.</summary>
            /// <param name="dim">The dimension.</param>
            public static Softmax Softmax(long dim) => new(dim);
        }
    }
}
