using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Attention of several heads. Made by <c>torch.nn.MultiheadAttention</c>.</summary>
    /// <remarks>A. Vaswani et al., "Attention is all you need", 2017.</remarks>
    public sealed class MultiheadAttention : nn.Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor?>>
    {
        private readonly double dropout;
        private readonly bool add_zero_attn;

        internal MultiheadAttention(
            long embed_dim, long num_heads, double dropout, bool bias, bool add_bias_kv, bool add_zero_attn, long? kdim, long? vdim, bool batch_first, Device? device, ScalarType? dtype)
            : base(nameof(MultiheadAttention))
        {
            if (embed_dim < 1 || num_heads < 1 || embed_dim % num_heads != 0)
            {
                throw new UserErrorException($"MultiheadAttention: the embedding has a multiple of the heads' number of numbers, but they are {embed_dim} and {num_heads}.");
            }

            (this.embed_dim, this.num_heads, this.dropout, this.add_zero_attn, this.batch_first) = (embed_dim, num_heads, dropout, add_zero_attn, batch_first);
            if ((kdim ?? embed_dim) == embed_dim && (vdim ?? embed_dim) == embed_dim)
            {
                in_proj_weight = New(3 * embed_dim, embed_dim);
            }
            else
            {
                q_proj_weight = New(embed_dim, embed_dim);
                k_proj_weight = New(embed_dim, kdim ?? embed_dim);
                v_proj_weight = New(embed_dim, vdim ?? embed_dim);
            }

            register_parameter(nameof(q_proj_weight), q_proj_weight);
            register_parameter(nameof(k_proj_weight), k_proj_weight);
            register_parameter(nameof(v_proj_weight), v_proj_weight);
            register_parameter(nameof(in_proj_weight), in_proj_weight);
            in_proj_bias = bias ? New(3 * embed_dim) : null;
            register_parameter(nameof(in_proj_bias), in_proj_bias);
            out_proj = new NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias, device, dtype);
            register_module(nameof(out_proj), out_proj);
            if (add_bias_kv)
            {
                bias_k = New(1, 1, embed_dim);
                bias_v = New(1, 1, embed_dim);
                register_parameter(nameof(bias_k), bias_k);
                register_parameter(nameof(bias_v), bias_v);
            }

            ResetParameters();

            Parameter New(params long[] shape) => new(empty(shape, dtype: dtype, device: device));
        }

        /// <summary>The size of queries and results.</summary>
        public long embed_dim { get; }

        /// <summary>The number of heads.</summary>
        public long num_heads { get; }

        /// <summary>Whether inputs and results are (batch, time, values) rather than (time, batch, values).</summary>
        public bool batch_first { get; }

        /// <summary>The projections of query, key and value (3 E, E), if keys and values have the size of queries.</summary>
        public Parameter? in_proj_weight { get; set => SetParameter(ref field, value, nameof(in_proj_weight)); }

        /// <summary>The shifts of the three projections (3 E), if the layer has them.</summary>
        public Parameter? in_proj_bias { get; set => SetParameter(ref field, value, nameof(in_proj_bias)); }

        /// <summary>The projection of the query (E, E), if keys or values have another size.</summary>
        public Parameter? q_proj_weight { get; set => SetParameter(ref field, value, nameof(q_proj_weight)); }

        /// <summary>The projection of the key (E, Ek), if keys or values have another size.</summary>
        public Parameter? k_proj_weight { get; set => SetParameter(ref field, value, nameof(k_proj_weight)); }

        /// <summary>The projection of the value (E, Ev), if keys or values have another size.</summary>
        public Parameter? v_proj_weight { get; set => SetParameter(ref field, value, nameof(v_proj_weight)); }

        /// <summary>A learnt key (1, 1, E), if the layer has one.</summary>
        public Parameter? bias_k { get; set => SetParameter(ref field, value, nameof(bias_k)); }

        /// <summary>A learnt value (1, 1, E), if the layer has one.</summary>
        public Parameter? bias_v { get; set => SetParameter(ref field, value, nameof(bias_v)); }

        /// <summary>The projection of the result.</summary>
        public NonDynamicallyQuantizableLinear out_proj { get; }

        /// <summary>Whether one weight holds all three projections.</summary>
        internal bool SameSizes => in_proj_weight is not null;

        /// <summary>The attention of queries to keys.</summary>
        /// <param name="query">(L, N, E), (N, L, E) if <see cref="batch_first"/>, or (L, E) for a single sequence.</param>
        /// <param name="key">(S, N, Ek), (N, S, Ek) or (S, Ek). The same object as the query, or as the value, saves work.</param>
        /// <param name="value">(S, N, Ev), (N, S, Ev) or (S, Ev).</param>
        /// <param name="key_padding_mask">(N, S) or (S): true for keys to leave out, or numbers added to the weights.</param>
        /// <param name="need_weights">Whether the attention weights are returned too.</param>
        /// <param name="attn_mask">(L, S) or (N heads, L, S): true for pairs to leave out, or numbers added to the weights.</param>
        /// <returns>The result in the query's shape; the weights (N, L, S), or (L, S) for a single sequence, or null.</returns>
        public override Tuple<Tensor, Tensor?> forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null)
            => Attend(query, key, value, key_padding_mask, need_weights, attn_mask, average: true);

        /// <summary>The attention of queries to keys, with the weights of each head if wanted.</summary>
        /// <param name="query">As for the other form.</param>
        /// <param name="key">As for the other form.</param>
        /// <param name="value">As for the other form.</param>
        /// <param name="key_padding_mask">As for the other form.</param>
        /// <param name="need_weights">As for the other form.</param>
        /// <param name="attn_mask">As for the other form.</param>
        /// <param name="average_attn_weights">Whether the weights are the mean over the heads; else they have a dimension (heads) after the batch's.</param>
        public Tuple<Tensor, Tensor?> forward(
            Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask, bool average_attn_weights)
            => Attend(query, key, value, key_padding_mask, need_weights, attn_mask, average_attn_weights);

        /// <summary>The attention, with hooks.</summary>
        /// <param name="query">As for <c>forward</c>.</param>
        /// <param name="key">As for <c>forward</c>.</param>
        /// <param name="value">As for <c>forward</c>.</param>
        /// <param name="key_padding_mask">As for <c>forward</c>.</param>
        /// <param name="need_weights">As for <c>forward</c>.</param>
        /// <param name="attn_mask">As for <c>forward</c>.</param>
        public new Tuple<Tensor, Tensor?> call(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null)
            => base.call(query, key, value, key_padding_mask, need_weights, attn_mask);

        /// <summary>The attention, with hooks, with the weights of each head if wanted.</summary>
        /// <param name="query">As for <c>forward</c>.</param>
        /// <param name="key">As for <c>forward</c>.</param>
        /// <param name="value">As for <c>forward</c>.</param>
        /// <param name="key_padding_mask">As for <c>forward</c>.</param>
        /// <param name="need_weights">As for <c>forward</c>.</param>
        /// <param name="attn_mask">As for <c>forward</c>.</param>
        /// <param name="average_attn_weights">As for <c>forward</c>.</param>
        public Tuple<Tensor, Tensor?> call(
            Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask, bool average_attn_weights)
            => CallWith(query, key, value, key_padding_mask, need_weights, attn_mask, (q, k, v, padding, needed, mask) => Attend(q, k, v, padding, needed, mask, average_attn_weights));

        private void ResetParameters()
        {
            foreach (var weight in new[] { in_proj_weight, q_proj_weight, k_proj_weight, v_proj_weight }.OfType<Parameter>())
            {
                nn.init.xavier_uniform_(weight);
            }

            if (in_proj_bias is not null)
            {
                nn.init.zeros_(in_proj_bias);
                nn.init.zeros_(out_proj.bias!);
            }

            if (bias_k is not null)
            {
                nn.init.xavier_normal_(bias_k);
                nn.init.xavier_normal_(bias_v!);
            }
        }

        private Tuple<Tensor, Tensor?> Attend(Tensor query, Tensor key, Tensor value, Tensor? padding, bool needed, Tensor? mask, bool average)
        {
            ArgumentNullException.ThrowIfNull(query);
            ArgumentNullException.ThrowIfNull(key);
            ArgumentNullException.ThrowIfNull(value);
            var batched = query.dim() == 3;
            if (batched && Fused(query, key, value, mask) && FastPath.Open(query, in_proj_weight, in_proj_bias, out_proj.weight, out_proj.bias))
            {
                var (fused, all) = aten._native_multi_head_attention(
                    query, key, value, embed_dim, num_heads, in_proj_weight!, in_proj_bias!, out_proj.weight, out_proj.bias!, padding, needed, average, padding is null ? null : 1);
                if (!needed)
                {
                    all?.Dispose();
                }

                return Tuple.Create(fused, needed ? all : null);
            }

            using var scope = NewDisposeScope();
            var swap = batch_first && batched;
            if (swap)
            {
                (query, key, value) = AttentionShapes.Each(query, key, value, tensor => aten.transpose_int(tensor, 1, 0));
            }

            var (output, weights) = nn.functional.multi_head_attention_forward(
                query, key, value, embed_dim, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout, out_proj.weight, out_proj.bias, training,
                padding, needed, mask, !SameSizes, q_proj_weight, k_proj_weight, v_proj_weight, average_attn_weights: average);
            output = swap ? aten.transpose_int(output, 1, 0) : output;
            return Tuple.Create(output.MoveToOuterDisposeScope(), weights?.MoveToOuterDisposeScope());
        }

        // PyTorch takes one fused operator in these cases; its numbers differ in the last bits, so the same cases are taken here.
        private bool Fused(Tensor query, Tensor key, Tensor value, Tensor? mask) => !training && batch_first && ReferenceEquals(query, key) && ReferenceEquals(key, value)
            && bias_k is null && dropout == 0 && !add_zero_attn && SameSizes && in_proj_bias is not null && mask is null && num_heads % 2 == 0
            && query.dtype == in_proj_weight!.dtype;
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
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
            /// <exception cref="UserErrorException">The size of queries is no multiple of the heads, or a size is negative.</exception>
            public static MultiheadAttention MultiheadAttention(
                long embedded_dim, long num_heads, double dropout = 0.0, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false,
                long? kdim = null, long? vdim = null, bool batch_first = false, Device? device = null, ScalarType? dtype = null)
                => new(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first, device, dtype);
        }
    }
}
