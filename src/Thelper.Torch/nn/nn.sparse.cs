using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A table of given vectors, looked up by row number.</summary>
        /// <param name="embeddings">The table (rows, values). Its memory is shared unless it is moved or converted.</param>
        /// <param name="freeze">Whether it is not learnt.</param>
        /// <param name="padding_idx">A row that is not learnt; a negative number counts from the end. Its values stay.</param>
        /// <param name="max_norm">Rows used that exceed this norm are scaled to it.</param>
        /// <param name="norm_type">The exponent of that norm.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a row occurs in the batch.</param>
        /// <param name="sparse">Whether the table's gradient is sparse.</param>
        /// <param name="device">Where the table lives; where it is unless given.</param>
        /// <param name="dtype">The table's type; its own unless given.</param>
        public static Embedding Embedding_from_pretrained(
            Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            => new(Thelper.Torch.Modules.Embedding.Given(embeddings, freeze, device, dtype), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);

        /// <summary>A learnt table of vectors, of which bags of rows are summed, averaged or maximised.</summary>
        /// <param name="num_embeddings">The number of rows.</param>
        /// <param name="embedding_dims">The size of a row.</param>
        /// <param name="max_norm">Rows used that exceed this norm are scaled to it.</param>
        /// <param name="norm_type">The exponent of that norm.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a row occurs in the batch; not for maxima.</param>
        /// <param name="mode">How a bag becomes one row.</param>
        /// <param name="sparse">Whether the table's gradient is sparse; not for maxima.</param>
        /// <param name="include_last_offset">Whether the last offset is the end of the last bag.</param>
        /// <param name="padding_index">A row of zeros that is left out of bags and not learnt; -1 for none, as in TorchSharp.</param>
        /// <param name="device">Where the table lives.</param>
        /// <param name="dtype">The table's type.</param>
        public static EmbeddingBag EmbeddingBag(
            long num_embeddings, long embedding_dims, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false,
            EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1,
            Device? device = null, ScalarType? dtype = null)
            => new(Thelper.Torch.Modules.Embedding.New(num_embeddings, embedding_dims, device, dtype), draw: true, max_norm, norm_type, scale_grad_by_freq, mode, sparse,
                include_last_offset, padding_index == -1 ? null : padding_index);

        /// <summary>A table of given vectors, of which bags of rows are summed, averaged or maximised.</summary>
        /// <param name="embeddings">The table (rows, values). Its memory is shared unless it is moved or converted.</param>
        /// <param name="freeze">Whether it is not learnt.</param>
        /// <param name="max_norm">Rows used that exceed this norm are scaled to it.</param>
        /// <param name="norm_type">The exponent of that norm.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a row occurs in the batch; not for maxima.</param>
        /// <param name="mode">How a bag becomes one row.</param>
        /// <param name="sparse">Whether the table's gradient is sparse; not for maxima.</param>
        /// <param name="include_last_offset">Whether the last offset is the end of the last bag.</param>
        /// <param name="padding_index">A row that is left out of bags and not learnt; -1 for none, as in TorchSharp.</param>
        /// <param name="device">Where the table lives; where it is unless given.</param>
        /// <param name="dtype">The table's type; its own unless given.</param>
        public static EmbeddingBag EmbeddingBag_from_pretrained(
            Tensor embeddings, bool freeze = true, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false,
            EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1,
            Device? device = null, ScalarType? dtype = null)
            => new(Thelper.Torch.Modules.Embedding.Given(embeddings, freeze, device, dtype), draw: false, max_norm, norm_type, scale_grad_by_freq, mode, sparse,
                include_last_offset, padding_index == -1 ? null : padding_index);
    }
}
