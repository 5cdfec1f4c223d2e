using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>Embedding, gated recurrent units (Cho and others, 2014), linear layer; the state goes in and out.</summary>
internal sealed class LanguageModel : Module<Tensor, Tensor, (Tensor output, Tensor hidden)>
{
    private readonly Torch.Modules.Dropout drop;
    private readonly Torch.Modules.Embedding encoder;
    private readonly Module<Tensor, Tensor?, (Tensor, Tensor)> rnn;
    private readonly Torch.Modules.Linear decoder;
    private readonly long layers;
    private readonly long width;

    public LanguageModel(long tokens, long width, long layers, double dropout = 0.1)
        : base(nameof(LanguageModel))
    {
        this.layers = layers;
        this.width = width;
        drop = Dropout(dropout);
        encoder = Embedding(tokens, width);
        rnn = GRU(width, width, numLayers: layers, dropout: dropout);
        decoder = Linear(width, tokens);
        init.uniform_(encoder.weight, -0.1, 0.1);
        init.zeros_(decoder.bias!);
        RegisterComponents();
    }

    public override (Tensor output, Tensor hidden) forward(Tensor input, Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var embedded = drop.forward(encoder.forward(input));
        var (output, next) = rnn.call(embedded, hidden);
        var decoded = decoder.forward(drop.forward(output));
        decoded = decoded.view(-1, decoded.shape[decoded.dim() - 1]);
        return (functional.log_softmax(decoded, dim: 1).MoveToOuterDisposeScope(), next.MoveToOuterDisposeScope());
    }

    public Tensor InitHidden(long batch, Device? device = null) => torch.zeros(new long[] { layers, batch, width }, device: device);
}
