using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Joins a run of dimensions into one.</summary>
    /// <param name="start_dim">The first dimension of the run.</param>
    /// <param name="end_dim">The last one; negative numbers count from the end.</param>
    public sealed class Flatten(long start_dim = 1, long end_dim = -1) : nn.Module<Tensor, Tensor>(nameof(Flatten))
    {
        /// <summary>The first dimension of the run.</summary>
        public long start_dim { get; set; } = start_dim;

        /// <summary>The last one; negative numbers count from the end.</summary>
        public long end_dim { get; set; } = end_dim;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => aten.flatten_using_ints(input, start_dim, end_dim);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"start_dim={start_dim}, end_dim={end_dim}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Joins a run of dimensions into one.</summary>
            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
        }
    }
}
