using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Mixing;

/// <summary>The operations of <c>train_mix</c>.</summary>
internal sealed class MixPlan
{
    private readonly Task task;

    /// <param name="operations">The operations in order.</param>
    /// <param name="task">The task, which all of them fit.</param>
    public MixPlan(IReadOnlyList<MixOperation> operations, Task task)
    {
        (Samples, Batches, this.task) = ([.. operations.OfType<SampleMix>()], [.. operations.OfType<BatchMix>()], task);
    }

    /// <summary>Those that make samples of several, in order.</summary>
    public IReadOnlyList<SampleMix> Samples { get; }

    /// <summary>Those that mix batches, of which one at most is applied to each.</summary>
    public IReadOnlyList<BatchMix> Batches { get; }

    /// <summary>What samples are for.</summary>
    public Task Task => task;

    /// <summary>Mixes a batch, or leaves it, as chance decides.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="random">The batch's own stream.</param>
    /// <exception cref="UserErrorException">The batch cannot be mixed.</exception>
    public void Mix(Sample batch, TransformRandom random)
    {
        var rest = random.Fork(0).NextDouble();
        foreach (var (place, operation) in Batches.Index())
        {
            rest -= operation.Probability;
            if (rest < 0)
            {
                using var scope = torch.NewDisposeScope();
                operation.Apply(batch, task, random.Fork(1 + place));
                return;
            }
        }
    }
}
