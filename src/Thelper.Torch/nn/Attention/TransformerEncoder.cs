using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Encoder layers one after another. Made by <c>torch.nn.TransformerEncoder</c>.</summary>
    /// <remarks>
    /// In evaluation without autograd and with a padding mask whose padding is at the end, the padding is taken out of the batch before the layers, as PyTorch
    /// does it: results at padded places are zeros before the last normalisation, and the result is only as long as the longest sequence.
    /// </remarks>
    public sealed class TransformerEncoder : nn.Module<Tensor, Tensor?, Tensor?, Tensor>
    {
        private readonly ModuleList<nn.Module<Tensor, Tensor?, Tensor?, Tensor>> layers;
        private readonly nn.Module<Tensor, Tensor>? norm;
        private readonly bool enable_nested_tensor;

        internal TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers, nn.Module<Tensor, Tensor>? norm, bool enable_nested_tensor)
            : this(ModuleCopies.Of(encoder_layer, layer => layer.Copy(), num_layers), norm, enable_nested_tensor)
        {
        }

        internal TransformerEncoder(Func<nn.Module<Tensor, Tensor?, Tensor?, Tensor>> encoder_layer, long num_layers, nn.Module<Tensor, Tensor>? norm, bool enable_nested_tensor)
            : this(ModuleCopies.Made(encoder_layer, num_layers, "encoder"), norm, enable_nested_tensor)
        {
        }

        private TransformerEncoder(IEnumerable<nn.Module<Tensor, Tensor?, Tensor?, Tensor>> layers, nn.Module<Tensor, Tensor>? norm, bool enable_nested_tensor)
            : base(nameof(TransformerEncoder))
        {
            this.layers = new ModuleList<nn.Module<Tensor, Tensor?, Tensor?, Tensor>>(layers);
            this.norm = norm;
            this.enable_nested_tensor = enable_nested_tensor;
            register_module(nameof(layers), this.layers);
            if (norm is not null)
            {
                register_module(nameof(norm), norm);
            }
        }

        /// <summary>Runs the layers.</summary>
        /// <param name="src">(S, N, E), (N, S, E) if the layers are batch-first, or (S, E) for a single sequence.</param>
        /// <param name="src_mask">(S, S) or (N heads, S, S): true for pairs to leave out, or numbers added to the attention's weights.</param>
        /// <param name="src_key_padding_mask">(N, S) or (S): true for positions to leave out, or numbers added to the attention's weights.</param>
        public override Tensor forward(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null)
        {
            ArgumentNullException.ThrowIfNull(src);
            using var scope = NewDisposeScope();
            var output = Unpadded(src, src_mask, src_key_padding_mask);
            if (output is not null)
            {
                foreach (var layer in layers)
                {
                    output = ((TransformerEncoderLayer)layer).Fast(output, null);
                }

                output = aten.to_padded_tensor(output, 0);
            }
            else
            {
                output = src;
                foreach (var layer in layers)
                {
                    output = layer.call(output, src_mask, src_key_padding_mask);
                }
            }

            output = norm is null ? output : norm.call(output);
            return ReferenceEquals(output, src) ? aten.alias(src).MoveToOuterDisposeScope() : output.MoveToOuterDisposeScope();
        }

        /// <summary>Runs the layers, with hooks.</summary>
        /// <param name="src">As for <c>forward</c>.</param>
        /// <param name="src_mask">As for <c>forward</c>.</param>
        /// <param name="src_key_padding_mask">As for <c>forward</c>.</param>
        public new Tensor call(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null) => base.call(src, src_mask, src_key_padding_mask);

        private Tensor? Unpadded(Tensor src, Tensor? mask, Tensor? padding)
        {
            if (!enable_nested_tensor || mask is not null || padding is null || layers.Count == 0
                || !layers.All(layer => layer is TransformerEncoderLayer) || !((TransformerEncoderLayer)layers[0]).Nests(src))
            {
                return null;
            }

            var kept = aten.logical_not(padding);
            return aten._nested_tensor_from_mask_left_aligned(src, kept) ? aten._nested_tensor_from_mask(src, kept, mask_check: false) : null;
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Encoder layers one after another.</summary>
            /// <param name="encoder_layer">What the layers are copies of; it stays the caller's, who disposes it.</param>
            /// <param name="num_layers">How many.</param>
            /// <param name="norm">A normalisation after the last layer, or none; it becomes part of the encoder.</param>
            /// <param name="enable_nested_tensor">Whether padding may be taken out of the batch in evaluation, as PyTorch does it.</param>
            /// <exception cref="UserErrorException">A size is negative or no multiple of the heads, dropout is no probability, or there is no such nonlinearity.</exception>
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
        }
    }
}
