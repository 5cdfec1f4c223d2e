using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Decoder layers one after another. Made by <c>torch.nn.TransformerDecoder</c>.</summary>
    public sealed class TransformerDecoder : nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
    {
        private readonly ModuleList<nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>> layers;
        private readonly nn.Module<Tensor, Tensor>? norm;

        internal TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers, nn.Module<Tensor, Tensor>? norm)
            : this(ModuleCopies.Of(decoder_layer, layer => layer.Copy(), num_layers), norm)
        {
        }

        internal TransformerDecoder(Func<nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>> decoder_layer, long num_layers, nn.Module<Tensor, Tensor>? norm)
            : this(ModuleCopies.Made(decoder_layer, num_layers, "decoder"), norm)
        {
        }

        private TransformerDecoder(IEnumerable<nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>> layers, nn.Module<Tensor, Tensor>? norm)
            : base(nameof(TransformerDecoder))
        {
            this.layers = new ModuleList<nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>>(layers);
            this.norm = norm;
            register_module(nameof(layers), this.layers);
            if (norm is not null)
            {
                register_module(nameof(norm), norm);
            }
        }

        /// <summary>Runs the layers.</summary>
        /// <param name="tgt">(T, N, E), (N, T, E) if the layers are batch-first, or (T, E) for a single sequence.</param>
        /// <param name="memory">The encoder's results (S, N, E), (N, S, E) or (S, E).</param>
        /// <param name="tgt_mask">(T, T) or (N heads, T, T): true for pairs to leave out, or numbers added to the attention's weights.</param>
        /// <param name="memory_mask">(T, S) or (N heads, T, S), likewise.</param>
        /// <param name="tgt_key_padding_mask">(N, T) or (T): true for positions to leave out, or numbers added to the attention's weights.</param>
        /// <param name="memory_key_padding_mask">(N, S) or (S), likewise.</param>
        public override Tensor forward(
            Tensor tgt, Tensor memory, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
        {
            ArgumentNullException.ThrowIfNull(tgt);
            using var scope = NewDisposeScope();
            var output = tgt;
            foreach (var layer in layers)
            {
                output = layer.call(output, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
            }

            output = norm is null ? output : norm.call(output);
            return ReferenceEquals(output, tgt) ? aten.alias(tgt).MoveToOuterDisposeScope() : output.MoveToOuterDisposeScope();
        }

        /// <summary>Runs the layers, with hooks.</summary>
        /// <param name="tgt">As for <c>forward</c>.</param>
        /// <param name="memory">As for <c>forward</c>.</param>
        /// <param name="tgt_mask">As for <c>forward</c>.</param>
        /// <param name="memory_mask">As for <c>forward</c>.</param>
        /// <param name="tgt_key_padding_mask">As for <c>forward</c>.</param>
        /// <param name="memory_key_padding_mask">As for <c>forward</c>.</param>
        public new Tensor call(
            Tensor tgt, Tensor memory, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
            => base.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Decoder layers one after another.</summary>
            /// <param name="decoder_layer">What the layers are copies of; it stays the caller's, who disposes it.</param>
            /// <param name="num_layers">How many.</param>
            /// <param name="norm">A normalisation after the last layer, or none; it becomes part of the decoder.</param>
            /// <exception cref="UserErrorException">A size is negative or no multiple of the heads, dropout is no probability, or there is no such nonlinearity.</exception>
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
        }
    }
}
