namespace Thelper.Torch;

/// <summary>How many objects of a kind one thread made, released and moved between dispose scopes.</summary>
public interface ILifetimeStatistics
{
    /// <summary>Made where no scope was open.</summary>
    long CreatedOutsideScopeCount { get; }

    /// <summary>Disposed while they belonged to no scope.</summary>
    long DisposedOutsideScopeCount { get; }

    /// <summary>Made in a scope.</summary>
    long CreatedInScopeCount { get; }

    /// <summary>Disposed while they belonged to a scope, by it or by hand.</summary>
    long DisposedInScopeCount { get; }

    /// <summary>Taken over by a scope while they belonged to none.</summary>
    long AttachedToScopeCount { get; }

    /// <summary>Taken out of all scopes.</summary>
    long DetachedFromScopeCount { get; }

    /// <summary>Made less disposed, both by this thread. Negative where it disposes what others made.</summary>
    long ThreadTotalLiveCount { get; }
}
