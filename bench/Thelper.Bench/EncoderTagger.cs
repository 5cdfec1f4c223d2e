using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>A transformer block and a class for every step, as in <c>transformer</c> of <c>bench/worker.py</c>.</summary>
internal sealed class EncoderTagger : nn.Module<Tensor, Tensor>
{
    private readonly TransformerEncoderLayer block = nn.TransformerEncoderLayer(128, 4, 512, batch_first: true);
    private readonly Linear head = nn.Linear(128, 10);

    public EncoderTagger()
        : base(nameof(EncoderTagger)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return head.call(block.call(input)).MoveToOuterDisposeScope();
    }
}
