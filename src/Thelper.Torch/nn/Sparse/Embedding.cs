using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A learnt table of vectors, looked up by row number. Made by <c>torch.nn.Embedding</c>.</summary>
    public class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long? padding_idx;
        private readonly double? max_norm;
        private readonly double norm_type;
        private readonly bool scale_grad_by_freq;
        private readonly bool sparse;
        private Parameter table;

        internal Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse, Device? device, ScalarType? dtype)
            : this(New(num_embeddings, embedding_dims, device, dtype), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse) => reset_parameters();

        internal Embedding(Parameter table, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse)
            : base(nameof(Embedding))
        {
            this.padding_idx = Row(nameof(Embedding), padding_idx, table);
            this.max_norm = max_norm;
            this.norm_type = norm_type;
            this.scale_grad_by_freq = scale_grad_by_freq;
            this.sparse = sparse;
            this.table = table;
            register_parameter(nameof(weight), table);
        }

        /// <summary>The table (rows, values).</summary>
        public Parameter weight
        {
            get => table;
            set => SetParameter(ref table, value, nameof(weight));
        }

        /// <summary>Draws the table from the standard normal distribution anew; the padding row becomes zeros.</summary>
        public void reset_parameters() => Reset(table, padding_idx);

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.embedding(input, table, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);

        /// <inheritdoc/>
        protected override string ExtraRepr()
        {
            var text = $"{table.shape[0]}, {table.shape[1]}";
            text += padding_idx is null ? "" : $", padding_idx={padding_idx}";
            text += max_norm is null ? "" : $", max_norm={PythonText.Of(max_norm)}";
            text += norm_type == 2.0 ? "" : $", norm_type={PythonText.Of(norm_type)}";
            return text + (scale_grad_by_freq ? ", scale_grad_by_freq=True" : "") + (sparse ? ", sparse=True" : "");
        }

        /// <summary>A new table.</summary>
        internal static Parameter New(long rows, long columns, Device? device, ScalarType? dtype) => rows >= 0 && columns >= 0
            ? new Parameter(empty([rows, columns], dtype: dtype, device: device))
            : throw new UserErrorException($"A table of vectors has neither {rows} rows nor {columns} columns.");

        /// <summary>The table of a layer made from given values.</summary>
        internal static Parameter Given(Tensor embeddings, bool freeze, Device? device, ScalarType? dtype)
        {
            ArgumentNullException.ThrowIfNull(embeddings);
            if (embeddings.dim() != 2)
            {
                throw new UserErrorException($"A table of vectors has two dimensions, not {embeddings.dim()}.");
            }

            // Like PyTorch's, the table shares the given memory unless it is moved or converted.
            var same = (device ?? embeddings.device) == embeddings.device && (dtype ?? embeddings.dtype) == embeddings.dtype;
            return new Parameter(same ? embeddings.detach() : embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device), !freeze);
        }

        /// <summary>The padding row counted from the start.</summary>
        internal static long? Row(string name, long? padding_idx, Tensor table)
        {
            var rows = table.shape[0];
            if (padding_idx is { } row && (row < -rows || row >= rows))
            {
                table.Dispose();
                throw new UserErrorException($"{name}: padding_idx ({row}) is no row of {rows}.");
            }

            return padding_idx < 0 ? padding_idx + rows : padding_idx;
        }

        /// <summary>Draws a table anew.</summary>
        internal static void Reset(Parameter table, long? padding)
        {
            nn.init.normal_(table);
            if (padding is { } row && !nn.init.Skipping)
            {
                using var mode = no_grad();
                using var zero = aten.select_int(table, 0, row);
                aten.zero_(zero);
            }
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
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
            /// <exception cref="UserErrorException">The table has a negative size, or the row that is not learnt is none of it.</exception>
            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
                => new(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);

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
            /// <exception cref="UserErrorException">The table does not have two dimensions, or the row that is not learnt is none of it.</exception>
            public static Embedding Embedding_from_pretrained(
                Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
                => new(Thelper.Torch.Modules.Embedding.Given(embeddings, freeze, device, dtype), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
        }
    }
}
