using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>An encoder and a decoder that attends to its results. Made by <c>torch.nn.Transformer</c>.</summary>
    /// <remarks>A. Vaswani et al., "Attention is all you need", 2017.</remarks>
    public sealed class Transformer : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly TransformerEncoder encoder;
        private readonly TransformerDecoder decoder;
        private readonly TransformerOptions options;

        internal Transformer(TransformerOptions options, long num_encoder_layers, long num_decoder_layers)
            : base(nameof(Transformer))
        {
            this.options = options;
            using (var layer = new TransformerEncoderLayer(options))
            {
                encoder = new TransformerEncoder(layer, num_encoder_layers, options.Norm(), enable_nested_tensor: true);
            }

            using (var layer = new TransformerDecoderLayer(options))
            {
                decoder = new TransformerDecoder(layer, num_decoder_layers, options.Norm());
            }

            RegisterComponents();
            foreach (var parameter in parameters().Where(parameter => parameter.dim() > 1))
            {
                nn.init.xavier_uniform_(parameter);
            }
        }

        /// <summary>A mask (sz, sz) for which positions see only those before them and themselves: minus infinity above the diagonal, zeros elsewhere.</summary>
        public static Tensor generate_square_subsequent_mask(long sz, Device? device = null)
        {
            using var all = full([sz, sz], double.NegativeInfinity, ScalarType.Float32, device);
            return aten.triu(all, 1);
        }

        /// <summary>Runs encoder and decoder without masks.</summary>
        /// <param name="src">The encoder's input (S, N, E), (N, S, E) if batch-first, or (S, E) for a single sequence.</param>
        /// <param name="tgt">The decoder's input (T, N, E), (N, T, E) or (T, E).</param>
        public override Tensor forward(Tensor src, Tensor tgt) => forward(src, tgt, null);

        /// <summary>Runs encoder and decoder. In masks, true leaves out, and numbers are added to the attention's weights.</summary>
        /// <param name="src">The encoder's input (S, N, E), (N, S, E) if batch-first, or (S, E) for a single sequence.</param>
        /// <param name="tgt">The decoder's input (T, N, E), (N, T, E) or (T, E).</param>
        /// <param name="src_mask">(S, S) or (N heads, S, S).</param>
        /// <param name="tgt_mask">(T, T) or (N heads, T, T).</param>
        /// <param name="memory_mask">(T, S) or (N heads, T, S).</param>
        /// <param name="src_key_padding_mask">(N, S) or (S).</param>
        /// <param name="tgt_key_padding_mask">(N, T) or (T).</param>
        /// <param name="memory_key_padding_mask">(N, S) or (S).</param>
        /// <exception cref="UserErrorException">The shapes of <paramref name="src"/> and <paramref name="tgt"/> do not go together.</exception>
        public Tensor forward(
            Tensor src, Tensor tgt, Tensor? src_mask, Tensor? tgt_mask = null, Tensor? memory_mask = null,
            Tensor? src_key_padding_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
        {
            Check(src, tgt);
            using var memory = encoder.call(src, src_mask, src_key_padding_mask);
            return decoder.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
        }

        /// <summary>Runs encoder and decoder, with hooks.</summary>
        /// <param name="src">As for <c>forward</c>.</param>
        /// <param name="tgt">As for <c>forward</c>.</param>
        /// <param name="src_mask">As for <c>forward</c>.</param>
        /// <param name="tgt_mask">As for <c>forward</c>.</param>
        /// <param name="memory_mask">As for <c>forward</c>.</param>
        /// <param name="src_key_padding_mask">As for <c>forward</c>.</param>
        /// <param name="tgt_key_padding_mask">As for <c>forward</c>.</param>
        /// <param name="memory_key_padding_mask">As for <c>forward</c>.</param>
        public Tensor call(
            Tensor src, Tensor tgt, Tensor? src_mask, Tensor? tgt_mask = null, Tensor? memory_mask = null,
            Tensor? src_key_padding_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
            => CallWith(src, tgt, (source, target) => forward(
                source, target, src_mask, tgt_mask, memory_mask, src_key_padding_mask, tgt_key_padding_mask, memory_key_padding_mask));

        private void Check(Tensor src, Tensor tgt)
        {
            ArgumentNullException.ThrowIfNull(src);
            ArgumentNullException.ThrowIfNull(tgt);
            var (s, t) = (src.shape, tgt.shape);
            var batch = options.BatchFirst ? 0 : 1;
            if (s.Length != t.Length || s.Length is not (2 or 3) || s[^1] != options.Size || t[^1] != options.Size || (s.Length == 3 && s[batch] != t[batch]))
            {
                throw new UserErrorException(
                    $"Transformer: src and tgt have 3 dimensions (2 for a single sequence), the last of {options.Size}, and the same batch; these are ({string.Join(", ", s)}) and ({string.Join(", ", t)}).");
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
            /// <summary>An encoder and a decoder that attends to its results.</summary>
            /// <param name="d_model">The size of inputs and results.</param>
            /// <param name="nhead">The number of heads.</param>
            /// <param name="num_encoder_layers">The number of the encoder's layers.</param>
            /// <param name="num_decoder_layers">The number of the decoder's layers.</param>
            /// <param name="dim_feedforward">The size inside of the small networks.</param>
            /// <param name="dropout">The probability in [0, 1] of an element to be zeroed in training.</param>
            /// <param name="activation">The small networks' nonlinearity.</param>
            /// <param name="layer_norm_eps">Added to the variance by the normalisations.</param>
            /// <param name="batch_first">Whether inputs and results are (batch, time, values) rather than (time, batch, values).</param>
            /// <param name="norm_first">Whether normalisation comes before attention and network rather than after.</param>
            /// <param name="device">Where the weights live.</param>
            /// <param name="dtype">The weights' type.</param>
            /// <exception cref="UserErrorException">A size is negative or no multiple of the heads, dropout is no probability, or there is no such nonlinearity.</exception>
            public static Transformer Transformer(
                long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6, long dim_feedforward = 2048, double dropout = 0.1,
                Activations activation = Activations.ReLU, double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false,
                Device? device = null, ScalarType? dtype = null)
                => new(
                    new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype),
                    num_encoder_layers, num_decoder_layers);
        }
    }
}
