using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A learnt table of vectors, of which bags of rows are summed, averaged or maximised. Made by <c>torch.nn.EmbeddingBag</c>.</summary>
    public sealed class EmbeddingBag : nn.Module<Tensor, Tensor?, Tensor?, Tensor>
    {
        private readonly long? padding_idx;
        private readonly double? max_norm;
        private readonly double norm_type;
        private readonly bool scale_grad_by_freq;
        private readonly EmbeddingBagMode mode;
        private readonly bool sparse;
        private readonly bool include_last_offset;
        private Parameter table;

        internal EmbeddingBag(
            Parameter table, bool draw, double? max_norm, double norm_type, bool scale_grad_by_freq, EmbeddingBagMode mode, bool sparse, bool include_last_offset, long? padding_idx)
            : base(nameof(EmbeddingBag))
        {
            this.padding_idx = Embedding.Row(nameof(EmbeddingBag), padding_idx, table);
            this.max_norm = max_norm;
            this.norm_type = norm_type;
            this.scale_grad_by_freq = scale_grad_by_freq;
            this.mode = mode;
            this.sparse = sparse;
            this.include_last_offset = include_last_offset;
            this.table = table;
            register_parameter(nameof(weight), table);
            if (draw)
            {
                reset_parameters();
            }
        }

        /// <summary>The table (rows, values).</summary>
        public Parameter weight
        {
            get => table;
            set => SetParameter(ref table, value, nameof(weight));
        }

        /// <summary>Draws the table from the standard normal distribution anew; the padding row becomes zeros.</summary>
        public void reset_parameters() => Embedding.Reset(table, padding_idx);

        /// <summary>One row a bag.</summary>
        /// <param name="input">Row numbers: (bags, rows a bag), or (rows of all bags) with offsets.</param>
        /// <param name="offsets">Where each bag begins (bags), for an input of one dimension.</param>
        /// <param name="perSampleWeights">Factors in the input's shape, for sums only.</param>
        public override Tensor forward(Tensor input, Tensor? offsets = null, Tensor? perSampleWeights = null) => nn.functional.embedding_bag(
            input, table, offsets, max_norm, norm_type, scale_grad_by_freq, mode, sparse, perSampleWeights, include_last_offset, padding_idx);

        /// <summary>One row a bag, with hooks.</summary>
        /// <param name="input">As for <c>forward</c>.</param>
        /// <param name="offsets">As for <c>forward</c>.</param>
        /// <param name="perSampleWeights">As for <c>forward</c>.</param>
        public new Tensor call(Tensor input, Tensor? offsets = null, Tensor? perSampleWeights = null) => base.call(input, offsets, perSampleWeights);

        /// <inheritdoc/>
        protected override string ExtraRepr()
        {
            var text = $"{table.shape[0]}, {table.shape[1]}";
            text += max_norm is null ? "" : $", max_norm={PythonText.Of(max_norm)}";
            text += norm_type == 2.0 ? "" : $", norm_type={PythonText.Of(norm_type)}";
            text += (scale_grad_by_freq ? ", scale_grad_by_freq=True" : "") + $", mode={mode.ToString().ToLowerInvariant()}";
            return text + (padding_idx is null ? "" : $", padding_idx={padding_idx}");
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
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
            /// <exception cref="UserErrorException">The table has a negative size, or the row that is left out is none of it.</exception>
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
            /// <exception cref="UserErrorException">The table does not have two dimensions, or the row that is not learnt is none of it.</exception>
            public static EmbeddingBag EmbeddingBag_from_pretrained(
                Tensor embeddings, bool freeze = true, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false,
                EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1,
                Device? device = null, ScalarType? dtype = null)
                => new(Thelper.Torch.Modules.Embedding.Given(embeddings, freeze, device, dtype), draw: false, max_norm, norm_type, scale_grad_by_freq, mode, sparse,
                    include_last_offset, padding_index == -1 ? null : padding_index);
        }
    }
}
