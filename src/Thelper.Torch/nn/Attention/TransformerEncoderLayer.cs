using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Self-attention, then a small network, each with a shortcut and normalisation. Made by <c>torch.nn.TransformerEncoderLayer</c>.</summary>
    /// <remarks>A. Vaswani et al., "Attention is all you need", 2017; normalisation first: R. Xiong et al., "On layer normalization in the transformer architecture", 2020.</remarks>
    public sealed class TransformerEncoderLayer : nn.Module<Tensor, Tensor?, Tensor?, Tensor>
    {
        private readonly MultiheadAttention self_attn;
        private readonly Linear linear1;
        private readonly Dropout dropout;
        private readonly Linear linear2;
        private readonly LayerNorm norm1;
        private readonly LayerNorm norm2;
        private readonly Dropout dropout1;
        private readonly Dropout dropout2;
        private readonly TransformerOptions options;

        internal TransformerEncoderLayer(TransformerOptions options)
            : base(nameof(TransformerEncoderLayer))
        {
            this.options = options;
            self_attn = options.Attention();
            linear1 = options.Widen();
            dropout = options.NewDropout();
            linear2 = options.Narrow();
            norm1 = options.Norm();
            norm2 = options.Norm();
            dropout1 = options.NewDropout();
            dropout2 = options.NewDropout();
            RegisterComponents();
        }

        /// <summary>Runs the layer.</summary>
        /// <param name="src">(S, N, E), (N, S, E) if the layer is batch-first, or (S, E) for a single sequence.</param>
        /// <param name="src_mask">(S, S) or (N heads, S, S): true for pairs to leave out, or numbers added to the attention's weights.</param>
        /// <param name="src_key_padding_mask">(N, S) or (S): true for positions to leave out, or numbers added to the attention's weights.</param>
        public override Tensor forward(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null)
        {
            ArgumentNullException.ThrowIfNull(src);
            if (src_mask is null && src.dim() == 3 && Fused(src))
            {
                return Fast(src, src_key_padding_mask);
            }

            using var scope = NewDisposeScope();
            Tensor result;
            if (options.NormFirst)
            {
                var x = aten.add_Tensor(src, Attend(norm1.call(src), src_mask, src_key_padding_mask));
                result = aten.add_Tensor(x, Feed(norm2.call(x)));
            }
            else
            {
                var x = norm1.call(aten.add_Tensor(src, Attend(src, src_mask, src_key_padding_mask)));
                result = norm2.call(aten.add_Tensor(x, Feed(x)));
            }

            return result.MoveToOuterDisposeScope();
        }

        /// <summary>Runs the layer, with hooks.</summary>
        /// <param name="src">As for <c>forward</c>.</param>
        /// <param name="src_mask">As for <c>forward</c>.</param>
        /// <param name="src_key_padding_mask">As for <c>forward</c>.</param>
        public new Tensor call(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null) => base.call(src, src_mask, src_key_padding_mask);

        /// <summary>Whether padding may be taken out of the batch before the layers, as PyTorch does it.</summary>
        internal bool Nests(Tensor src) => !options.NormFirst && src.dim() == 3 && Fused(src);

        /// <summary>The layer in one operator. The input may be a nested tensor.</summary>
        internal Tensor Fast(Tensor src, Tensor? padding) => aten._transformer_encoder_layer_fwd(
            src, self_attn.embed_dim, self_attn.num_heads, self_attn.in_proj_weight!, self_attn.in_proj_bias!, self_attn.out_proj.weight, self_attn.out_proj.bias!,
            options.Activation.Kind == nn.Activations.GELU, options.NormFirst, options.Epsilon, norm1.weight!, norm1.bias!, norm2.weight!, norm2.bias!,
            linear1.weight, linear1.bias!, linear2.weight, linear2.bias!, padding, padding is null ? null : 1);

        /// <summary>A layer with the same settings and copies of the weights.</summary>
        internal TransformerEncoderLayer Copy() => ModuleCopies.Fill(nn.init.Skip(() => new TransformerEncoderLayer(options)), this);

        private bool Fused(Tensor src) => !training && self_attn.batch_first && options.Activation.Kind is not null && self_attn.num_heads % 2 == 0
            && FastPath.Open(
                src, self_attn.in_proj_weight, self_attn.in_proj_bias, self_attn.out_proj.weight, self_attn.out_proj.bias, norm1.weight, norm1.bias, norm2.weight, norm2.bias,
                linear1.weight, linear1.bias, linear2.weight, linear2.bias);

        private Tensor Attend(Tensor x, Tensor? mask, Tensor? padding) => dropout1.call(self_attn.call(x, x, x, padding, need_weights: false, mask).Item1);

        private Tensor Feed(Tensor x) => dropout2.call(linear2.call(dropout.call(options.Activation.Function(linear1.call(x)))));
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Self-attention, then a small network, each with a shortcut and normalisation.</summary>
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
            public static TransformerEncoderLayer TransformerEncoderLayer(
                long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU,
                double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
                => new(new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype));

            /// <inheritdoc cref="TransformerEncoderLayer(long, long, long, double, Activations, double, bool, bool, Device?, ScalarType?)"/>
            public static TransformerEncoderLayer TransformerEncoderLayer(
                long d_model, long nhead, long dim_feedforward, double dropout, Func<Tensor, Tensor> activation,
                double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
                => new(new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype));
        }
    }
}
