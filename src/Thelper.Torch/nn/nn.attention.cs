using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The nonlinearities of transformer layers.</summary>
        public enum Activations
        {
            /// <summary>Rectified linear.</summary>
            ReLU = 0,

            /// <summary>Gaussian error linear.</summary>
            GELU = 1,
        }

        /// <summary>Attention of several heads.</summary>
        /// <param name="embedded_dim">The size of queries and results, a multiple of the heads.</param>
        /// <param name="num_heads">The number of heads.</param>
        /// <param name="dropout">The probability in [0, 1] of an attention weight to be zeroed in training.</param>
        /// <param name="bias">Whether projections are shifted by learnt numbers.</param>
        /// <param name="add_bias_kv">Whether a learnt key and value are added to each sequence.</param>
        /// <param name="add_zero_attn">Whether a key and value of zeros are added to each sequence.</param>
        /// <param name="kdim">The size of keys; that of queries unless given.</param>
        /// <param name="vdim">The size of values; that of queries unless given.</param>
        /// <param name="batch_first">Whether inputs and results are (batch, time, values) rather than (time, batch, values).</param>
        /// <param name="device">Where the weights live.</param>
        /// <param name="dtype">The weights' type.</param>
        public static MultiheadAttention MultiheadAttention(
            long embedded_dim, long num_heads, double dropout = 0.0, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false,
            long? kdim = null, long? vdim = null, bool batch_first = false, Device? device = null, ScalarType? dtype = null)
            => new(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first, device, dtype);

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
        public static TransformerEncoderLayer TransformerEncoderLayer(
            long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU,
            double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
            => new(new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype));

        /// <inheritdoc cref="TransformerEncoderLayer(long, long, long, double, Activations, double, bool, bool, Device?, ScalarType?)"/>
        public static TransformerEncoderLayer TransformerEncoderLayer(
            long d_model, long nhead, long dim_feedforward, double dropout, Func<Tensor, Tensor> activation,
            double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
            => new(new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype));

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
        public static TransformerDecoderLayer TransformerDecoderLayer(
            long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU,
            double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
            => new(new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype));

        /// <inheritdoc cref="TransformerDecoderLayer(long, long, long, double, Activations, double, bool, bool, Device?, ScalarType?)"/>
        public static TransformerDecoderLayer TransformerDecoderLayer(
            long d_model, long nhead, long dim_feedforward, double dropout, Func<Tensor, Tensor> activation,
            double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
            => new(new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype));

        /// <summary>Encoder layers one after another.</summary>
        /// <param name="encoder_layer">What the layers are copies of; it stays the caller's, who disposes it.</param>
        /// <param name="num_layers">How many.</param>
        /// <param name="norm">A normalisation after the last layer, or none; it becomes part of the encoder.</param>
        /// <param name="enable_nested_tensor">Whether padding may be taken out of the batch in evaluation, as PyTorch does it.</param>
        public static TransformerEncoder TransformerEncoder(
            TransformerEncoderLayer encoder_layer, long num_layers, Module<Tensor, Tensor>? norm = null, bool enable_nested_tensor = true)
            => new(encoder_layer, num_layers, norm, enable_nested_tensor);

        /// <summary>Encoder layers of any class, one after another. As in PyTorch, all of them start with the values of the first.</summary>
        /// <param name="encoder_layer">
        /// Makes a new layer at each call: from the input, a mask for pairs and one for padding (<c>TransformerEncoderLayer.forward</c>) to a result like the input.
        /// It draws random numbers by <c>torch.nn.init</c>.
        /// </param>
        /// <param name="num_layers">How many.</param>
        /// <param name="norm">A normalisation after the last layer, or none; it becomes part of the encoder.</param>
        /// <param name="enable_nested_tensor">Whether padding may be taken out of the batch in evaluation, as PyTorch does it for layers of its own.</param>
        /// <exception cref="UserErrorException">The function returns a layer twice, or layers whose parameters differ in name or shape.</exception>
        public static TransformerEncoder TransformerEncoder(
            Func<Module<Tensor, Tensor?, Tensor?, Tensor>> encoder_layer, long num_layers, Module<Tensor, Tensor>? norm = null, bool enable_nested_tensor = true)
            => new(encoder_layer, num_layers, norm, enable_nested_tensor);

        /// <summary>Decoder layers one after another.</summary>
        /// <param name="decoder_layer">What the layers are copies of; it stays the caller's, who disposes it.</param>
        /// <param name="num_layers">How many.</param>
        /// <param name="norm">A normalisation after the last layer, or none; it becomes part of the decoder.</param>
        public static TransformerDecoder TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers, Module<Tensor, Tensor>? norm = null)
            => new(decoder_layer, num_layers, norm);

        /// <summary>Decoder layers of any class, one after another. As in PyTorch, all of them start with the values of the first.</summary>
        /// <param name="decoder_layer">
        /// Makes a new layer at each call: from the input, the encoder's result, two masks for pairs and two for padding (<c>TransformerDecoderLayer.forward</c>)
        /// to a result like the input. It draws random numbers by <c>torch.nn.init</c>.
        /// </param>
        /// <param name="num_layers">How many.</param>
        /// <param name="norm">A normalisation after the last layer, or none; it becomes part of the decoder.</param>
        /// <exception cref="UserErrorException">The function returns a layer twice, or layers whose parameters differ in name or shape.</exception>
        public static TransformerDecoder TransformerDecoder(
            Func<Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>> decoder_layer, long num_layers, Module<Tensor, Tensor>? norm = null)
            => new(decoder_layer, num_layers, norm);

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
        public static Transformer Transformer(
            long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6, long dim_feedforward = 2048, double dropout = 0.1,
            Activations activation = Activations.ReLU, double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false,
            Device? device = null, ScalarType? dtype = null)
            => new(
                new TransformerOptions(d_model, nhead, dim_feedforward, dropout, TransformerActivation.Of(activation), layer_norm_eps, batch_first, norm_first, device, dtype),
                num_encoder_layers, num_decoder_layers);
    }
}
