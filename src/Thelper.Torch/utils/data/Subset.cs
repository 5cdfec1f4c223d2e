using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Some samples of another data set, which stays the caller's.</summary>
/// <typeparam name="T">The type of a sample.</typeparam>
/// <param name="dataset">The whole.</param>
/// <param name="indices">Numbers of the samples in it.</param>
public sealed class Subset<T>(utils.data.Dataset<T> dataset, IReadOnlyList<long> indices) : utils.data.Dataset<T>
{
    /// <summary>The whole.</summary>
    public utils.data.Dataset<T> dataset { get; } = dataset;

    /// <summary>Numbers of the samples in the whole.</summary>
    public IReadOnlyList<long> indices { get; } = indices;

    /// <inheritdoc/>
    public override long Count => indices.Count;

    /// <inheritdoc/>
    public override T GetTensor(long index) => dataset.GetTensor(indices[(int)index]);
}
