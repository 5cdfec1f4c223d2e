using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Self-attention, attention to an encoder's results, then a small network, each with a shortcut and normalisation. Made by <c>torch.nn.TransformerDecoderLayer</c>.</summary>
    /// <remarks>A. Vaswani et al., "Attention is all you need", 2017.</remarks>
    public sealed class TransformerDecoderLayer : nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
    {
        private readonly MultiheadAttention self_attn;
        private readonly MultiheadAttention multihead_attn;
        private readonly Linear linear1;
        private readonly Dropout dropout;
        private readonly Linear linear2;
        private readonly LayerNorm norm1;
        private readonly LayerNorm norm2;
        private readonly LayerNorm norm3;
        private readonly Dropout dropout1;
        private readonly Dropout dropout2;
        private readonly Dropout dropout3;
        private readonly TransformerOptions options;

        internal TransformerDecoderLayer(TransformerOptions options)
            : base(nameof(TransformerDecoderLayer))
        {
            this.options = options;
            self_attn = options.Attention();
            multihead_attn = options.Attention();
            linear1 = options.Widen();
            dropout = options.NewDropout();
            linear2 = options.Narrow();
            norm1 = options.Norm();
            norm2 = options.Norm();
            norm3 = options.Norm();
            dropout1 = options.NewDropout();
            dropout2 = options.NewDropout();
            dropout3 = options.NewDropout();
            RegisterComponents();
        }

        /// <summary>Runs the layer.</summary>
        /// <param name="tgt">(T, N, E), (N, T, E) if the layer is batch-first, or (T, E) for a single sequence.</param>
        /// <param name="memory">The encoder's results (S, N, E), (N, S, E) or (S, E).</param>
        /// <param name="tgt_mask">(T, T) or (N heads, T, T): true for pairs to leave out, or numbers added to the attention's weights.</param>
        /// <param name="memory_mask">(T, S) or (N heads, T, S), likewise.</param>
        /// <param name="tgt_key_padding_mask">(N, T) or (T): true for positions to leave out, or numbers added to the attention's weights.</param>
        /// <param name="memory_key_padding_mask">(N, S) or (S), likewise.</param>
        public override Tensor forward(
            Tensor tgt, Tensor memory, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
        {
            using var scope = NewDisposeScope();
            Tensor x;
            if (options.NormFirst)
            {
                x = aten.add_Tensor(tgt, Attend(norm1.call(tgt), tgt_mask, tgt_key_padding_mask));
                x = aten.add_Tensor(x, Look(norm2.call(x), memory, memory_mask, memory_key_padding_mask));
                x = aten.add_Tensor(x, Feed(norm3.call(x)));
            }
            else
            {
                x = norm1.call(aten.add_Tensor(tgt, Attend(tgt, tgt_mask, tgt_key_padding_mask)));
                x = norm2.call(aten.add_Tensor(x, Look(x, memory, memory_mask, memory_key_padding_mask)));
                x = norm3.call(aten.add_Tensor(x, Feed(x)));
            }

            return x.MoveToOuterDisposeScope();
        }

        /// <summary>Runs the layer, with hooks.</summary>
        /// <param name="tgt">As for <c>forward</c>.</param>
        /// <param name="memory">As for <c>forward</c>.</param>
        /// <param name="tgt_mask">As for <c>forward</c>.</param>
        /// <param name="memory_mask">As for <c>forward</c>.</param>
        /// <param name="tgt_key_padding_mask">As for <c>forward</c>.</param>
        /// <param name="memory_key_padding_mask">As for <c>forward</c>.</param>
        public new Tensor call(
            Tensor tgt, Tensor memory, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
            => base.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);

        /// <summary>A layer with the same settings and copies of the weights.</summary>
        internal TransformerDecoderLayer Copy() => ModuleCopies.Fill(nn.init.Skip(() => new TransformerDecoderLayer(options)), this);

        private Tensor Attend(Tensor x, Tensor? mask, Tensor? padding) => dropout1.call(self_attn.call(x, x, x, padding, need_weights: false, mask).Item1);

        private Tensor Look(Tensor x, Tensor memory, Tensor? mask, Tensor? padding) => dropout2.call(multihead_attn.call(x, memory, memory, padding, need_weights: false, mask).Item1);

        private Tensor Feed(Tensor x) => dropout3.call(linear2.call(dropout.call(options.Activation.Function(linear1.call(x)))));
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Self-attention, attention to an encoder's results, then a small network, each with a shortcut and normalisation.</summary>
            /// <param name="d_model">The size of inputs and results.</param>
            /// <param name="nhead">The number of heads.</param>
            /// <param name="dim_feedforward">The size inside of the small network.</param>
            /// <param name="dropout">The probability in [0, 1] of an element to be zeroed in training.</param>
            /// <param name="activation">The small network's nonlinearity.</param>
            /// <param name="layer_norm_eps">Added to the variance by the normalisations.</param>
            /// <param name="batch_first">Whether inputs and results are (batch, time, values) rather than (time, batch, values).</param>
            /// <param name="norm_first">Whether normalisation comes before attention and network rather than after.</param>
            /// <param name="device">Where the weights live.</param>
            /// <param name="dtype">The weights' type.</param>
            /// <exception cref="UserErrorException">A size is negative or no multiple of the heads, dropout is no probability, or there is no such nonlinearity.</exception>
            public static TransformerDecoderLayer TransformerDecoderLayer(
                long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU,
                double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
                => new(new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype));

            /// <inheritdoc cref="TransformerDecoderLayer(long, long, long, double, Activations, double, bool, bool, Device?, ScalarType?)"/>
            public static TransformerDecoderLayer TransformerDecoderLayer(
                long d_model, long nhead, long dim_feedforward, double dropout, Func<Tensor, Tensor> activation,
                double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
                => new(new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype));
        }
    }
}
