using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The logarithm of the softmax along one dimension.</summary>
    /// <param name="dim">The dimension.</param>
    public sealed class LogSoftmax(long dim) : nn.Module<Tensor, Tensor>(nameof(LogSoftmax))
    {
        /// <summary>The dimension.</summary>
        public long dim { get; set; } = dim;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.log_softmax(input, dim);

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
            /// <summary>The logarithm of the softmax along one dimension.</summary>
            /// <param name="dim">The dimension.</param>
            public static LogSoftmax LogSoftmax(long dim) => new(dim);
        }
    }
}
