using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Attention of several heads, between projections of inputs and outputs.</summary>
            /// <remarks>A. Vaswani et al., "Attention is all you need", 2017.</remarks>
            /// <param name="query">(L, N, E), or (L, E) for a single sequence.</param>
            /// <param name="key">(S, N, Ek), or (S, Ek).</param>
            /// <param name="value">(S, N, Ev), or (S, Ev).</param>
            /// <param name="embed_dim_to_check">E.</param>
            /// <param name="num_heads">The number of heads, a divisor of E.</param>
            /// <param name="in_proj_weight">The projections of query, key and value (3 E, E), unless they are separate.</param>
            /// <param name="in_proj_bias">Their shifts (3 E), or none.</param>
            /// <param name="bias_k">A learnt key (1, 1, E) added to those of each sequence, or none.</param>
            /// <param name="bias_v">A learnt value (1, 1, E) added to those of each sequence, or none.</param>
            /// <param name="add_zero_attn">Whether a key and value of zeros are added.</param>
            /// <param name="dropout_p">The probability of an attention weight to be zeroed in training.</param>
            /// <param name="out_proj_weight">The projection of the result (E, E).</param>
            /// <param name="out_proj_bias">Its shifts (E), or none.</param>
            /// <param name="training">Whether dropout is active.</param>
            /// <param name="key_padding_mask">(N, S), or (S): true for keys to leave out, or numbers added to the weights.</param>
            /// <param name="need_weights">Whether the attention weights are returned too.</param>
            /// <param name="attn_mask">(L, S) or (N heads, L, S): true for pairs to leave out, or numbers added to the weights.</param>
            /// <param name="use_separate_proj_weight">Whether the next three are the projections.</param>
            /// <param name="q_proj_weight">(E, E).</param>
            /// <param name="k_proj_weight">(E, Ek).</param>
            /// <param name="v_proj_weight">(E, Ev).</param>
            /// <param name="static_k">Keys (N heads, S, E / heads) that take the place of those computed, or none.</param>
            /// <param name="static_v">Values (N heads, S, E / heads) that take the place of those computed, or none.</param>
            /// <param name="average_attn_weights">Whether the weights returned are the mean over the heads.</param>
            /// <returns>The result (L, N, E) or (L, E), and the weights (N, L, S), or (N, heads, L, S) if not averaged, without N for a single sequence; null if not needed.</returns>
            /// <exception cref="UserErrorException">Shapes or types do not fit each other.</exception>
            public static (Tensor output, Tensor? weights) multi_head_attention_forward(
                Tensor query, Tensor key, Tensor value, long embed_dim_to_check, long num_heads, Tensor? in_proj_weight, Tensor? in_proj_bias,
                Tensor? bias_k, Tensor? bias_v, bool add_zero_attn, double dropout_p, Tensor out_proj_weight, Tensor? out_proj_bias, bool training = true,
                Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null, bool use_separate_proj_weight = false,
                Tensor? q_proj_weight = null, Tensor? k_proj_weight = null, Tensor? v_proj_weight = null, Tensor? static_k = null, Tensor? static_v = null,
                bool average_attn_weights = true)
            {
                using var scope = NewDisposeScope();
                var single = query.dim() == 2;
                if (single)
                {
                    (query, key, value) = AttentionShapes.Batched(query, key, value);
                    key_padding_mask = key_padding_mask?.unsqueeze(0);
                }

                var shape = AttentionShapes.Of(query, key, value, embed_dim_to_check, num_heads, key_padding_mask, attn_mask, use_separate_proj_weight);
                var (q, k, v) = use_separate_proj_weight
                    ? AttentionShapes.Project(query, key, value, q_proj_weight!, k_proj_weight!, v_proj_weight!, in_proj_bias)
                    : AttentionShapes.Project(query, key, value, in_proj_weight!, in_proj_bias);
                if (attn_mask?.dim() == 2)
                {
                    attn_mask = aten.unsqueeze(attn_mask, 0);
                }

                if (attn_mask?.dtype == ScalarType.Byte)
                {
                    attn_mask = attn_mask.to(ScalarType.Bool);
                }

                if (bias_k is not null && bias_v is not null)
                {
                    if (static_k is not null || static_v is not null)
                    {
                        throw new UserErrorException("multi_head_attention_forward: learnt keys and values cannot be added to given ones.");
                    }

                    k = aten.cat([k, aten.repeat(bias_k, [1, shape.Batch, 1])]);
                    v = aten.cat([v, aten.repeat(bias_v, [1, shape.Batch, 1])]);
                    attn_mask = OneMore(attn_mask);
                    key_padding_mask = OneMore(key_padding_mask);
                }

                var rows = shape.Batch * num_heads;
                q = Heads(q, shape.Target);
                k = static_k is null ? Heads(k, k.shape[0]) : Given(static_k, nameof(static_k));
                v = static_v is null ? Heads(v, v.shape[0]) : Given(static_v, nameof(static_v));
                if (add_zero_attn)
                {
                    k = aten.cat([k, zeros([rows, 1, shape.Head], k.dtype, k.device)], 1);
                    v = aten.cat([v, zeros([rows, 1, shape.Head], v.dtype, v.device)], 1);
                    attn_mask = OneMore(attn_mask);
                    key_padding_mask = OneMore(key_padding_mask);
                }

                var source = k.shape[1];
                var mask = AttentionShapes.Merge(attn_mask, key_padding_mask, shape.Batch, num_heads, source, q.dtype);
                var scaled = aten.div_Scalar(q, Math.Sqrt(shape.Head));
                var transposed = aten.transpose_int(k, -2, -1);
                var weights = mask is null ? aten.bmm(scaled, transposed) : aten.baddbmm(mask, scaled, transposed);
                weights = aten.softmax_int(weights, -1);
                if (training && dropout_p > 0)
                {
                    weights = aten.dropout(weights, dropout_p, true);
                }

                var output = aten.bmm(weights, v);
                output = aten.view(aten.contiguous(aten.transpose_int(output, 0, 1)), [shape.Target * shape.Batch, embed_dim_to_check]);
                output = aten.linear(output, out_proj_weight, out_proj_bias);
                output = aten.view(output, [shape.Target, shape.Batch, output.shape[1]]);
                if (single)
                {
                    output = aten.squeeze_dim(output, 1);
                }

                if (!need_weights)
                {
                    return (output.MoveToOuterDisposeScope(), null);
                }

                weights = aten.view(weights, [shape.Batch, num_heads, shape.Target, source]);
                if (average_attn_weights)
                {
                    weights = aten.div_Scalar(aten.sum_dim_IntList(weights, [1]), num_heads);
                }

                return (output.MoveToOuterDisposeScope(), (single ? aten.squeeze_dim(weights, 0) : weights).MoveToOuterDisposeScope());

                Tensor Heads(Tensor tensor, long length) => aten.transpose_int(aten.view(aten.contiguous(tensor), [length, rows, shape.Head]), 0, 1);

                Tensor Given(Tensor tensor, string name) => tensor.dim() == 3 && tensor.shape[0] == rows && tensor.shape[2] == shape.Head
                    ? tensor
                    : throw new UserErrorException($"multi_head_attention_forward: {name} is ({rows}, S, {shape.Head}) here, not ({string.Join(", ", tensor.shape)}).");
            }

            /// <summary>The values weighted by how well their keys match the queries: softmax(q k^T / sqrt(E)) v.</summary>
            /// <param name="query">(N, ..., L, E).</param>
            /// <param name="key">(N, ..., S, E).</param>
            /// <param name="value">(N, ..., S, E).</param>
            /// <param name="attn_mask">(N, ..., L, S) or (L, S): true for pairs that take part, or numbers added to the weights.</param>
            /// <param name="p">The probability of a weight to be zeroed, whether in training or not.</param>
            /// <param name="is_casual">Whether a query matches only keys up to its own position; then there is no mask.</param>
            /// <exception cref="UserErrorException">Both a mask and causality are given.</exception>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                using var scope = NewDisposeScope();
                return (__version__.StartsWith("1.13.", StringComparison.Ordinal)
                    ? aten._scaled_dot_product_attention(query, key, value, attn_mask, p, need_attn_weights: false, is_casual).Item1
                    : PlainAttention(query, key, value, attn_mask, p, is_casual)).MoveToOuterDisposeScope();
            }

            // libtorch 2 has no operator of that name.
            private static Tensor PlainAttention(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool is_causal)
            {
                if (is_causal && mask is not null)
                {
                    throw new UserErrorException("scaled_dot_product_attention: pass either attn_mask or is_casual, not both");
                }

                var scores = aten.matmul(query / Math.Sqrt(query.shape[^1]), key.mT);
                mask = is_causal ? ones([query.shape[^2], key.shape[^2]], dtype: ScalarType.Bool, device: query.device).tril() : mask;
                scores = mask is null ? scores : mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
                var weights = aten.softmax_int(scores, -1);
                return aten.matmul(p > 0 ? aten.dropout(weights, p, true) : weights, value);
            }

            private static Tensor? OneMore(Tensor? mask) => mask is null ? null : aten.constant_pad_nd(mask, [0, 1], 0);
        }
    }
}
