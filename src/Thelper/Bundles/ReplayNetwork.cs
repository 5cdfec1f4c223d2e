using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Bundles;

/// <summary>A network that answers what it was told: what becomes of an answer is looked at by itself.</summary>
internal sealed class ReplayNetwork(Task task) : Nn.Module(task)
{
    /// <summary>What it answers; not its own.</summary>
    public Tensor? Answer { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Answer!.alias();
}
