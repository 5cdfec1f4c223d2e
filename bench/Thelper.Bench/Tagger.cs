using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>A class for every step of a sequence, the counterpart of <c>Tagger</c> in <c>bench/worker.py</c>.</summary>
internal sealed class Tagger : nn.Module<Tensor, Tensor>
{
    private readonly LSTM lstm = nn.LSTM(32, 64, 2, batchFirst: true);
    private readonly Linear head = nn.Linear(64, 10);

    public Tagger()
        : base(nameof(Tagger)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (output, _, _) = lstm.call(input);
        return head.call(output).MoveToOuterDisposeScope();
    }
}
