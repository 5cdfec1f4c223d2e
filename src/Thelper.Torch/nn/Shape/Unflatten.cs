using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Splits one dimension into several.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="unflattened_size">The sizes it becomes; one may be -1, which is then worked out.</param>
    public sealed class Unflatten(long dim, long[] unflattened_size) : nn.Module<Tensor, Tensor>(nameof(Unflatten))
    {
        /// <summary>The dimension.</summary>
        public long dim { get; set; } = dim;

        /// <summary>The sizes it becomes; one may be -1, which is then worked out.</summary>
        public long[] unflattened_size { get; } = unflattened_size;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => aten.unflatten_int(input, dim, unflattened_size);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"dim={dim}, unflattened_size={PythonText.Of(unflattened_size)}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Splits one dimension into several.</summary>
            public static Unflatten Unflatten(long dim, params long[] unflattened_size) => new(dim, unflattened_size);
        }
    }
}
