namespace Thelper.Torch;

/// <summary>Counters of the objects of one kind, on one thread. What finalizers release is not counted.</summary>
public sealed class LifetimeStatistics : ILifetimeStatistics
{
    internal LifetimeStatistics()
    {
    }

    /// <inheritdoc/>
    public long CreatedOutsideScopeCount { get; private set; }

    /// <inheritdoc/>
    public long DisposedOutsideScopeCount { get; private set; }

    /// <inheritdoc/>
    public long CreatedInScopeCount { get; private set; }

    /// <inheritdoc/>
    public long DisposedInScopeCount { get; private set; }

    /// <inheritdoc/>
    public long AttachedToScopeCount { get; private set; }

    /// <inheritdoc/>
    public long DetachedFromScopeCount { get; private set; }

    /// <inheritdoc/>
    public long ThreadTotalLiveCount => CreatedOutsideScopeCount + CreatedInScopeCount - DisposedOutsideScopeCount - DisposedInScopeCount;

    /// <summary>Starts to count anew.</summary>
    public void Reset() => CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = DisposedInScopeCount = AttachedToScopeCount = DetachedFromScopeCount = 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}; "
        + $"CreatedOutsideScopeCount: {CreatedOutsideScopeCount}; DisposedOutsideScopeCount: {DisposedOutsideScopeCount}; "
        + $"CreatedInScopeCount: {CreatedInScopeCount}; DisposedInScopeCount: {DisposedInScopeCount}; "
        + $"AttachedToScopeCount: {AttachedToScopeCount}; DetachedFromScopeCount: {DetachedFromScopeCount}";

    internal void Created(bool inScope)
    {
        if (inScope)
        {
            CreatedInScopeCount++;
        }
        else
        {
            CreatedOutsideScopeCount++;
        }
    }

    internal void Disposed(bool inScope)
    {
        if (inScope)
        {
            DisposedInScopeCount++;
        }
        else
        {
            DisposedOutsideScopeCount++;
        }
    }

    internal void Attached() => AttachedToScopeCount++;

    internal void Detached() => DetachedFromScopeCount++;
}
