namespace Thelper.Train;

/// <summary>Decides after which epochs a checkpoint is saved.</summary>
/// <param name="Every">Save after every epoch whose index is a multiple of this number.</param>
/// <param name="EpochCount">The number of epochs of the session; the last one is always saved.</param>
public sealed record CheckpointPolicy(int Every, int EpochCount)
{
    /// <summary>Whether to save after an epoch.</summary>
    /// <param name="epoch">Its index, from 0.</param>
    /// <param name="isBest">Whether it is the best so far.</param>
    /// <returns>True to save.</returns>
    public bool ShouldSave(int epoch, bool isBest) => isBest || epoch % Every == 0 || epoch == EpochCount - 1;
}
