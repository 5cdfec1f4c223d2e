using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

/// <summary>Asks no model: the loss of a training batch is the mean of its samples' numbers.</summary>
internal sealed class MeanTrainer(TrainerContext context) : Trainer(context)
{
    public IConsumer? Own { get; init; }

    /// <summary>The first number that libtorch's generator gives in each step.</summary>
    public List<float> Drawn { get; } = [];

    public List<bool> Modes { get; } = [];

    protected internal override BatchOutcome TrainStep(Sample batch) => Step(batch, ((Tensor)batch["x"]!)[TensorIndex.Colon, 0].mean().ToDouble());

    protected internal override BatchOutcome EvalStep(Sample batch)
    {
        is_grad_enabled().ShouldBeFalse();
        return Step(batch, null);
    }

    protected internal override IEnumerable<KeyValuePair<string, IConsumer>> ConsumersOf(string name) => Own is null || name == "train" ? [] : [new("own", Own)];

    private BatchOutcome Step(Sample batch, double? loss)
    {
        var x = (Tensor)batch["x"]!;
        Drawn.Add(rand(1).ToSingle());
        Modes.Add(Context.Model.training);
        return new((int)x.shape[0], x, null, null, loss);
    }
}
