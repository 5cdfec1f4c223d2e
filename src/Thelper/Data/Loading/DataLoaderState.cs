namespace Thelper.Data.Loading;

/// <summary>A place in the stream of batches of a <see cref="DataLoader"/>.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="NextBatch">The next batch to hand out in it, from 0.</param>
public sealed record DataLoaderState(int Epoch, int NextBatch);
