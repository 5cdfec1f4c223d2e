using Thelper.Tasks;

namespace Thelper.Data.Loading;

/// <summary>Packs samples into a batch.</summary>
public interface ICollate
{
    /// <summary>Packs samples into a batch; called on loader threads.</summary>
    /// <param name="samples">At least one sample, in batch order. It may change them; tensors that they hold afterwards and the batch does not are freed by the caller.</param>
    /// <returns>The batch, owned by the caller; its tensors belong to no dispose scope.</returns>
    /// <exception cref="UserErrorException">The samples do not fit together.</exception>
    Sample Collate(IReadOnlyList<Sample> samples);
}
