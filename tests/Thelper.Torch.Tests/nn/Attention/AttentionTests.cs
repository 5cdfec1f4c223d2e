using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Attention and transformers against PyTorch.</summary>
[NoLeaks]
public sealed class AttentionTests
{
    private static readonly JsonElement Golden = Reference.Load("attention.json");

    private static readonly Dictionary<string, ModuleCase> Cases = new()
    {
        ["mha"] = Own(() => MultiheadAttention(6, 2), [5, 3, 6]),
        ["mha_first"] = Own(() => MultiheadAttention(6, 2, batch_first: true), [3, 5, 6]),
        ["mha_first_padding"] = Own(() => MultiheadAttention(6, 2, batch_first: true), [3, 5, 6], padding: Holes),
        ["mha_first_heads"] = ModuleCase.Of(() => MultiheadAttention(6, 2, batch_first: true), Waves([3, 5, 6]), (m, x) => List(m.call(x[0], x[0], x[0], null, true, null, average_attn_weights: false))),
        ["mha_first_no_weights"] = ModuleCase.Of(() => MultiheadAttention(6, 2, batch_first: true), Waves([3, 5, 6]), (m, x) => List(m.call(x[0], x[0], x[0], need_weights: false))),
        ["mha_first_odd"] = Own(() => MultiheadAttention(6, 3, batch_first: true), [3, 5, 6]),
        ["mha_cross"] = Cross(() => MultiheadAttention(6, 3)),
        ["mha_cross_nobias"] = Cross(() => MultiheadAttention(6, 3, bias: false)),
        ["mha_three"] = ModuleCase.Of(() => MultiheadAttention(6, 3, dropout: 0.3), Waves([4, 3, 6], [5, 3, 6], [5, 3, 6]), (m, x) => List(m.call(x[0], x[1], x[2], need_weights: false))),
        ["mha_three_nobias"] = Three(() => MultiheadAttention(6, 1, bias: false), [4, 3, 6], [5, 3, 6], [5, 3, 6]),
        ["mha_sizes"] = Three(() => MultiheadAttention(6, 2, kdim: 4, vdim: 3), [4, 3, 6], [5, 3, 4], [5, 3, 3]),
        ["mha_sizes_nobias"] = Three(() => MultiheadAttention(6, 2, bias: false, kdim: 4, batch_first: true), [3, 4, 6], [3, 5, 4], [3, 5, 6]),
        ["mha_added"] = Own(() => MultiheadAttention(6, 2, add_bias_kv: true, add_zero_attn: true), [5, 3, 6], Holes, () => Reference.Wave([5, 5], 2) > 0.8),
        ["mha_added_float"] = Own(() => MultiheadAttention(6, 2, add_bias_kv: true, batch_first: true), [3, 5, 6], mask: Causal),
        ["mha_zero"] = Own(() => MultiheadAttention(6, 2, add_zero_attn: true), [5, 3, 6], mask: Causal),
        ["mha_masks"] = Own(() => MultiheadAttention(6, 2, batch_first: true), [3, 5, 6], Left, Causal),
        ["mha_mask_3d"] = Own(() => MultiheadAttention(6, 2), [5, 3, 6], mask: () => Reference.Wave([6, 5, 5], 3)),
        ["mha_float_padding"] = Own(() => MultiheadAttention(6, 2), [5, 3, 6], () => Reference.Wave([3, 5], 1)),
        ["mha_single"] = Own(() => MultiheadAttention(6, 2), [5, 6], () => aten.select_int(Holes(), 0, 0), Causal),
        ["mha_single_heads"] = ModuleCase.Of(
            () => MultiheadAttention(6, 2, batch_first: true), Waves([4, 6], [5, 6]), (m, x) => List(m.call(x[0], x[1], x[1], null, true, null, average_attn_weights: false))),
        ["encoder_layer"] = Layer(() => TransformerEncoderLayer(6, 2, 8), [5, 3, 6]),
        ["encoder_layer_options"] = Layer(() => TransformerEncoderLayer(6, 3, 8, 0.3, Activations.GELU, 1e-3, true, true), [3, 5, 6], Causal, Left),
        ["encoder_layer_first"] = Layer(() => TransformerEncoderLayer(6, 2, 8, activation: Activations.GELU, batch_first: true, norm_first: true), [3, 5, 6]),
        ["encoder_layer_padding"] = Layer(() => TransformerEncoderLayer(6, 2, 8, batch_first: true), [3, 5, 6], padding: Holes),
        ["encoder_layer_function"] = Layer(() => TransformerEncoderLayer(6, 2, 8, 0.1, tanh, batch_first: true), [3, 5, 6]),
        ["encoder_layer_single"] = Layer(() => TransformerEncoderLayer(6, 2, 8, batch_first: true), [5, 6]),
        ["decoder_layer"] = ModuleCase.Of(() => TransformerDecoderLayer(6, 2, 8), Waves([5, 3, 6], [4, 3, 6]), (m, x) => [m.call(x[0], x[1])]),
        ["decoder_layer_options"] = ModuleCase.Of(
            () => TransformerDecoderLayer(6, 3, 8, 0.3, Activations.GELU, 1e-3, true, true), Waves([3, 4, 6], [3, 5, 6]),
            (m, x) => [m.call(x[0], x[1], Thelper.Torch.Modules.Transformer.generate_square_subsequent_mask(4), null, null, Left())]),
        ["decoder_layer_function"] = ModuleCase.Of(
            () => TransformerDecoderLayer(6, 2, 8, 0.0, tanh), Waves([5, 3, 6], [5, 3, 6]), (m, x) => [m.call(x[0], x[1], tgt_key_padding_mask: Left(), memory_mask: Causal())]),
        ["encoder"] = Encoder(() => TransformerEncoderLayer(6, 2, 8), 2, norm: false, [5, 3, 6]),
        ["encoder_norm"] = Encoder(() => TransformerEncoderLayer(6, 2, 8, batch_first: true), 2, norm: true, [3, 5, 6], mask: Causal),
        ["encoder_nested"] = Encoder(() => TransformerEncoderLayer(6, 2, 8, batch_first: true), 2, norm: true, [3, 5, 6], padding: Left),
        ["encoder_not_nested"] = Encoder(() => TransformerEncoderLayer(6, 2, 8, batch_first: true), 1, norm: false, [3, 5, 6], padding: Left, nested: false),
        ["encoder_holes"] = Encoder(() => TransformerEncoderLayer(6, 2, 8, batch_first: true), 1, norm: false, [3, 5, 6], padding: Holes),
        ["decoder"] = ModuleCase.Of(
            () =>
            {
                using var layer = TransformerDecoderLayer(6, 2, 8);
                return TransformerDecoder(layer, 2, LayerNorm(6));
            },
            Waves([5, 3, 6], [5, 3, 6]),
            (m, x) => [m.call(x[0], x[1], tgt_mask: Causal())]),
        ["encoder_own"] = ModuleCase.Of(
            () => TransformerEncoder(() => new Mixer(), 3, LayerNorm(6)), Waves([5, 3, 6]), (m, x) => [m.call(x[0], src_key_padding_mask: Left())]),
        ["decoder_own"] = ModuleCase.Of(
            () => TransformerDecoder(() => new Blender(), 2), Waves([5, 3, 6], [5, 3, 6]), (m, x) => [m.call(x[0], x[1], tgt_mask: Reference.Wave([6], 3))]),
        ["transformer"] = ModuleCase.Of(() => nn.Transformer(6, 2, 2, 1, 8), Waves([4, 3, 6], [5, 3, 6]), (m, x) => [m.call(x[0], x[1])]),
        ["transformer_options"] = ModuleCase.Of(
            () => nn.Transformer(6, 2, 1, 2, 8, 0.2, Activations.GELU, 1e-4, true, true), Waves([3, 5, 6], [3, 5, 6]),
            (m, x) => [m.call(x[0], x[1], null, Causal(), src_key_padding_mask: Left(), memory_key_padding_mask: Left())]),
        ["transformer_single"] = ModuleCase.Of(() => nn.Transformer(6, 2, 1, 1, 8), Waves([4, 6], [5, 6]), (m, x) => [m.call(x[0], x[1], null, Causal())]),
    };

    public static TheoryData<string> Names => [.. Golden.GetProperty("cases").EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Cases[name].Check(Golden.GetProperty("cases").GetProperty(name));

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Cases.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void Products_and_given_keys_equal_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (Reference.Wave([2, 4, 6]), Reference.Wave([2, 5, 6], 1), Reference.Wave([2, 5, 6], 2));
        var golden = Golden.GetProperty("product");
        functional.scaled_dot_product_attention(q, k, v).ShouldMatch(golden.GetProperty("plain"), "plain");
        functional.scaled_dot_product_attention(q, k, v, Reference.Wave([4, 5]) > 0).ShouldMatch(golden.GetProperty("mask"), "mask");
        functional.scaled_dot_product_attention(q, k, v, is_casual: true).ShouldMatch(golden.GetProperty("causal"), "causal");
        Reference.Elements(Causal()).ShouldBe(Golden.GetProperty("mask").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(Reference.Number));

        var (output, weights) = functional.multi_head_attention_forward(
            Reference.Wave([4, 2, 6]), Reference.Wave([5, 2, 6], 1), Reference.Wave([5, 2, 6], 2), 6, 2, Reference.Wave([18, 6], 3), Reference.Wave([18], 4), null, null, true, 0.0,
            Reference.Wave([6, 6], 5), Reference.Wave([6], 6), static_k: Reference.Wave([4, 3, 3], 7), static_v: Reference.Wave([4, 3, 3], 8));
        output.ShouldMatch(Golden.GetProperty("static")[0], "given keys");
        weights!.ShouldMatch(Golden.GetProperty("static")[1], "weights of given keys");
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Message(() => MultiheadAttention(6, 4)).ShouldBe("MultiheadAttention: the embedding has a multiple of the heads' number of numbers, but they are 6 and 4.");
        using var scope = NewDisposeScope();
        using var layer = MultiheadAttention(6, 2);
        Message(() => layer.call(ones(4, 3, 5), ones(5, 3, 6), ones(5, 3, 6))).ShouldBe("multi-head attention: the embedding has 6 numbers, a multiple of 2 heads; the query has 5.");
        Message(() => layer.call(ones(4, 3, 6), ones(5, 3, 6), ones(4, 3, 6))).ShouldBe("multi-head attention: query (4, 3, 6), key (5, 3, 6) and value (4, 3, 6) do not fit each other.");
        Message(() => layer.call(ones(4, 3, 6), ones(5, 3, 6), ones(5, 3, 6), attn_mask: ones(4, 4)))
            .ShouldBe("multi-head attention: the attn_mask for this query and key is (4, 5) or (6, 4, 5), not (4, 4).");
        Message(() => layer.call(ones(4, 3, 6), ones(5, 3, 6), ones(5, 3, 6), key_padding_mask: zeros([3, 5], int64)))
            .ShouldBe("multi-head attention: a key_padding_mask holds truth values or floating-point numbers, not Int64.");
    }

    [Fact]
    public void A_forward_pass_leaves_its_results_only()
    {
        using var layer = TransformerEncoderLayer(6, 2, 8);
        using var input = ones(5, 3, 6);
        var before = Diagnostics.LiveHandles;
        using var output = layer.call(input);
        Diagnostics.LiveHandles.ShouldBe(before + 1);
    }

    [Fact]
    public void Functions_that_make_no_equal_layers_are_named()
    {
        using var one = new Mixer();
        Message(() => TransformerEncoder(() => one, 2)).ShouldBe("The function for the layers of the encoder has to make a new layer each time; it returned one twice.");
        var count = 0;
        Message(() => TransformerDecoder(() => count++ == 0 ? new Blender() : TransformerDecoderLayer(6, 2, 8), 2)).ShouldBe(
            "The function for the layers of the decoder has to make layers with the same parameters and buffers each time.");
    }

    private static string Message(Action action) => Should.Throw<UserErrorException>(action).Message;

    private static Tensor Holes() => tensor(new[] { false, false, false, true, true, false, false, false, false, false, false, true, false, true, false }, [3, 5]);

    private static Tensor Left() => tensor(new[] { false, false, false, true, true, false, false, false, false, true, false, false, true, true, true }, [3, 5]);

    private static Tensor Causal() => Thelper.Torch.Modules.Transformer.generate_square_subsequent_mask(5);

    private static Func<Tensor[]> Waves(params long[][] shapes) => () => shapes.Select((shape, k) => Reference.Wave(shape, k).requires_grad_()).ToArray();

    private static Tensor?[] List(Tuple<Tensor, Tensor?> pair) => [pair.Item1, pair.Item2];

    private static ModuleCase Own(Func<MultiheadAttention> make, long[] shape, Func<Tensor>? padding = null, Func<Tensor>? mask = null)
        => ModuleCase.Of(make, Waves(shape), (layer, x) => List(layer.call(x[0], x[0], x[0], padding?.Invoke(), attn_mask: mask?.Invoke())));

    private static ModuleCase Cross(Func<MultiheadAttention> make) => ModuleCase.Of(make, Waves([4, 3, 6], [5, 3, 6]), (layer, x) => List(layer.call(x[0], x[1], x[1])));

    private static ModuleCase Three(Func<MultiheadAttention> make, params long[][] shapes) => ModuleCase.Of(make, Waves(shapes), (layer, x) => List(layer.call(x[0], x[1], x[2])));

    private static ModuleCase Layer(Func<TransformerEncoderLayer> make, long[] shape, Func<Tensor>? mask = null, Func<Tensor>? padding = null)
        => ModuleCase.Of(make, Waves(shape), (layer, x) => [layer.call(x[0], mask?.Invoke(), padding?.Invoke())]);

    private static ModuleCase Encoder(
        Func<TransformerEncoderLayer> make, long layers, bool norm, long[] shape, Func<Tensor>? mask = null, Func<Tensor>? padding = null, bool nested = true)
        => ModuleCase.Of(
            () =>
            {
                using var layer = make();
                return TransformerEncoder(layer, layers, norm ? LayerNorm(6) : null, nested);
            },
            Waves(shape),
            (encoder, x) => [encoder.call(x[0], mask?.Invoke(), padding?.Invoke())]);

    private sealed class Mixer : Module<Tensor, Tensor?, Tensor?, Tensor>
    {
        private readonly Linear mix = Linear(6, 6);
        private readonly LayerNorm norm = LayerNorm(6);

        public Mixer() => RegisterComponents();

        public override Tensor forward(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask)
        {
            using var scope = NewDisposeScope();
            return norm.call(src + aten.tanh(mix.call(src))).MoveToOuterDisposeScope();
        }
    }

    private sealed class Blender : Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
    {
        private readonly Linear first = Linear(6, 6, hasBias: false);
        private readonly Bilinear second = Bilinear(6, 6, 6);

        public Blender() => RegisterComponents();

        public override Tensor forward(
            Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask, Tensor? tgt_key_padding_mask, Tensor? memory_key_padding_mask)
        {
            using var scope = NewDisposeScope();
            return (aten.tanh(second.call(first.call(tgt), memory)) + tgt_mask!).MoveToOuterDisposeScope();
        }
    }
}
