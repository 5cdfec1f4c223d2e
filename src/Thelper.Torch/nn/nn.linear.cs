using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>x W^T + b over the last dimension.</summary>
        /// <param name="inputSize">The number of inputs.</param>
        /// <param name="outputSize">The number of outputs.</param>
        /// <param name="hasBias">Whether b is there.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
            => new(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>x1 W x2 + b over the last dimensions.</summary>
        /// <param name="in1Features">The number of inputs on the left.</param>
        /// <param name="in2Features">The number of inputs on the right.</param>
        /// <param name="outputSize">The number of outputs.</param>
        /// <param name="hasBias">Whether b is there.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static Bilinear Bilinear(long in1Features, long in2Features, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
            => new(in1Features, in2Features, outputSize, hasBias, device, dtype);

        /// <summary>A learnt table of vectors, looked up by row number.</summary>
        /// <param name="num_embeddings">The number of rows.</param>
        /// <param name="embedding_dims">The size of a row.</param>
        /// <param name="padding_idx">A row of zeros that is not learnt; a negative number counts from the end.</param>
        /// <param name="max_norm">Rows used that exceed this norm are scaled to it.</param>
        /// <param name="norm_type">The exponent of that norm.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a row occurs in the batch.</param>
        /// <param name="sparse">Whether the table's gradient is sparse.</param>
        /// <param name="device">Where the table lives.</param>
        /// <param name="dtype">The table's type.</param>
        public static Embedding Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            => new(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);

        /// <summary>Joins a run of dimensions into one.</summary>
        public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);

        /// <summary>Splits one dimension into several.</summary>
        public static Unflatten Unflatten(long dim, params long[] unflattened_size) => new(dim, unflattened_size);

        /// <summary>Hands its input on.</summary>
        public static Identity Identity() => new();
    }
}
