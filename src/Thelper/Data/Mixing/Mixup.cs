using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Mixing;

/// <summary>Mixes the images of a batch pixel by pixel with each other, and their labels by the same shares.</summary>
/// <remarks>Zhang, Cissé, Dauphin and Lopez-Paz, "mixup: beyond empirical risk minimization", ICLR 2018. One share for the whole batch, by Beta's distribution.</remarks>
[TypeName("thelper.data.Mixup")]
public sealed class Mixup : BatchMix
{
    private readonly double alpha;

    /// <summary>Creates the operation.</summary>
    /// <param name="alpha">How even mixtures are: both parameters of Beta's distribution, above 0; small ones leave most images almost as they are.</param>
    /// <param name="probability">How often a batch is mixed, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public Mixup(double alpha = 0.2, double probability = 1)
        : base(probability) => this.alpha = Shares.Alpha(alpha);

    /// <inheritdoc/>
    public override string? Refusal(Task task) => task switch
    {
        Classification or Segmentation => null,
        Detection => "it mixes labels by shares, and boxes have none; take thelper.data.Mosaic or thelper.data.CopyPaste",
        _ => $"it mixes class labels, and a {task?.GetType().Name} task has none; it is for classification and segmentation",
    };

    /// <inheritdoc/>
    public override void Apply(Sample batch, Task task, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(random);
        var images = Images(batch, task);
        var share = Shares.Larger(alpha, random);
        var partners = Partners(images.shape[0], random);
        using var scope = torch.NewDisposeScope();
        var real = images.is_floating_point() ? images : images.to(torch.float32);
        var mixed = (real * share) + (real.index_select(0, torch.tensor(partners)) * (1 - share));
        mixed.DetachFromDisposeScope();
        Replace(batch, task.InputKey, mixed);
        Note(batch, partners, share);
    }
}
