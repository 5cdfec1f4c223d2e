using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A data set over the first dimension of several tensors. Made by <c>torch.utils.data.TensorDataset</c>.</summary>
    /// <remarks>The tensors stay the caller's: disposing the data set leaves them.</remarks>
    public sealed class TensorDataset : utils.data.IterableDataset
    {
        private readonly Tensor[] tensors;

        /// <summary>Creates the data set.</summary>
        /// <param name="tensors">Tensors of equal first size.</param>
        /// <exception cref="UserErrorException">There is none, or their first sizes differ.</exception>
        internal TensorDataset(params Tensor[] tensors)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            if (tensors.Length == 0 || tensors.Any(tensor => tensor.ndim == 0 || tensor.shape[0] != tensors[0].shape[0]))
            {
                var shapes = string.Join(", ", tensors.Select(tensor => $"[{string.Join(", ", tensor.shape)}]"));
                throw new UserErrorException($"TensorDataset: the tensors {shapes} need one and the same first size");
            }

            this.tensors = tensors;
            Count = tensors[0].shape[0];
        }

        /// <inheritdoc/>
        public override long Count { get; }

        /// <inheritdoc/>
        public override IList<Tensor> GetTensor(long index) => [.. tensors.Select(tensor => aten.select_int(tensor, 0, index))];
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class utils
        {
            public static partial class data
            {
                /// <summary>A data set over the first dimension of several tensors. See <see cref="Modules.TensorDataset"/>.</summary>
                /// <exception cref="UserErrorException">The tensors have different first sizes.</exception>
                public static TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);
            }
        }
    }
}
