using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Mixing;

/// <summary>An operation that mixes the samples of a batch with each other.</summary>
/// <remarks>
/// Every sample gets a partner in the batch and keeps the larger share of itself, at least a half. Where labels are mixed, the batch says so by two more fields,
/// <see cref="PartnerKey"/> and <see cref="ShareKey"/>; its labels stay those of the larger shares.
/// </remarks>
public abstract class BatchMix : MixOperation
{
    /// <summary>The field with each sample's partner: int64, its place in the batch.</summary>
    public const string PartnerKey = "mix_partner";

    /// <summary>The field with what each sample has kept of itself, 0.5 to 1: one real number.</summary>
    public const string ShareKey = "mix_share";

    private protected BatchMix(double probability)
        : base(probability)
    {
    }

    /// <summary>Mixes a batch.</summary>
    /// <param name="batch">The batch; its fields are replaced, and what they held is freed.</param>
    /// <param name="task">What its fields are.</param>
    /// <param name="random">What chance decides; the same stream gives the same mixture.</param>
    /// <exception cref="UserErrorException">The batch is none of images of one size.</exception>
    public abstract void Apply(Sample batch, Task task, TransformRandom random);

    /// <summary>The images of a batch.</summary>
    private protected torch.Tensor Images(Sample batch, Task task) => batch.GetValueOrDefault(task.InputKey) as torch.Tensor
        ?? throw new UserErrorException($"{TypeName}: the batch's '{task.InputKey}' is no tensor, so nothing can be mixed: the samples need images of one size, and no copies of their own (Duplicator, FiveCrop, TenCrop, Tile)");

    /// <summary>A partner for each sample, by a random permutation.</summary>
    private protected static long[] Partners(long count, TransformRandom random)
    {
        var partners = new long[count];
        for (var i = 0; i < count; i++)
        {
            var j = random.NextInt(i + 1);
            (partners[i], partners[j]) = (partners[j], i);
        }

        return partners;
    }

    /// <summary>Puts a value in the place of another, which is freed.</summary>
    private protected static void Replace(Sample batch, string key, torch.Tensor value)
    {
        (batch[key] as torch.Tensor)?.Dispose();
        batch[key] = value;
    }

    /// <summary>Says in the batch what was mixed.</summary>
    private protected static void Note(Sample batch, long[] partners, double share)
    {
        batch[PartnerKey] = torch.tensor(partners);
        batch[ShareKey] = share;
        ((torch.Tensor)batch[PartnerKey]!).DetachFromDisposeScope();
    }
}
