using System.Collections;
using Thelper.Tasks;

namespace Thelper.Data.Loading;

/// <summary>A loader whose batches pass through a function (<c>thelper.data.DataLoaderWrapper</c>).</summary>
public sealed class DataLoaderWrapper : IEnumerable<Sample>
{
    private readonly Func<Sample, Sample> callback;

    /// <summary>Wraps a loader.</summary>
    /// <param name="loader">The loader; its epoch and position are shared.</param>
    /// <param name="callback">Gets each batch with its ownership, and returns the one to hand out: the same, or another.</param>
    public DataLoaderWrapper(DataLoader loader, Func<Sample, Sample> callback)
    {
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(callback);
        Loader = loader;
        this.callback = callback;
    }

    /// <summary>The wrapped loader.</summary>
    public DataLoader Loader { get; }

    /// <summary>Starts an epoch of the wrapped loader.</summary>
    /// <returns>The batches; each belongs to the consumer.</returns>
    public IEnumerator<Sample> GetEnumerator()
    {
        foreach (var batch in Loader)
        {
            yield return callback(batch);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
