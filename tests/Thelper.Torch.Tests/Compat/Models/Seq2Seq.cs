using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>A causal transformer over tokens (Vaswani and others, 2017): positions of length L, batch N, inputs (L, N).</summary>
internal sealed class Seq2Seq : Module<Tensor, Tensor, Tensor>
{
    private readonly Torch.Modules.TransformerEncoder transformer_encoder;
    private readonly PositionalEncoding pos_encoder;
    private readonly Torch.Modules.Embedding encoder;
    private readonly Torch.Modules.Linear decoder;
    private readonly long width;

    public Seq2Seq(long tokens, long width, long heads, long hidden, long layers, double dropout = 0.1)
        : base("Transformer")
    {
        this.width = width;
        pos_encoder = new PositionalEncoding(width, dropout);
        using var layer = TransformerEncoderLayer(width, heads, hidden, dropout);
        transformer_encoder = TransformerEncoder(layer, layers);
        encoder = Embedding(tokens, width);
        decoder = Linear(width, tokens);
        init.uniform_(encoder.weight, -0.1, 0.1);
        init.zeros_(decoder.bias!);
        init.uniform_(decoder.weight, -0.1, 0.1);
        RegisterComponents();
    }

    public static Tensor SubsequentMask(long size)
    {
        using var scope = NewDisposeScope();
        var mask = (torch.ones(new long[] { size, size }) == 1).triu().transpose(0, 1);
        return mask.to(ScalarType.Float32)
            .masked_fill(mask == 0, float.NegativeInfinity)
            .masked_fill(mask == 1, 0.0f)
            .MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor t, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var source = pos_encoder.call(encoder.call(t) * MathF.Sqrt(width));
        return decoder.call(transformer_encoder.call(source, mask)).MoveToOuterDisposeScope();
    }

    private sealed class PositionalEncoding : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> dropout;
        private readonly Tensor pe;

        public PositionalEncoding(long width, double dropout, int length = 100)
            : base(nameof(PositionalEncoding))
        {
            this.dropout = Dropout(dropout);
            using var scope = NewDisposeScope();
            var table = torch.zeros(new long[] { length, width });
            var position = torch.arange(0, length, 1).unsqueeze(1);
            var factor = (torch.arange(0, width, 2) * (-Math.Log(10000.0) / width)).exp();
            table[TensorIndex.Ellipsis, TensorIndex.Slice(0, null, 2)] = (position * factor).sin();
            table[TensorIndex.Ellipsis, TensorIndex.Slice(1, null, 2)] = (position * factor).cos();
            pe = table.unsqueeze(0).transpose(0, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor t)
        {
            using var scope = NewDisposeScope();
            return dropout.call(t + pe[TensorIndex.Slice(null, t.shape[0]), TensorIndex.Slice()]).MoveToOuterDisposeScope();
        }
    }
}
