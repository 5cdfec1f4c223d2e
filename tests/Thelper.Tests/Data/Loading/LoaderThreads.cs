using System.Collections.Concurrent;

namespace Thelper.Tests.Data.Loading;

/// <summary>The loader threads that asked a data set for samples.</summary>
/// <remarks>Not the kernel's list of threads: those that libtorch starts from a loader thread for the whole process bear that one's name, and stay.</remarks>
internal sealed class LoaderThreads
{
    private readonly ConcurrentDictionary<Thread, bool> seen = new();

    /// <summary>Called where a sample is loaded.</summary>
    public void Note()
    {
        if (Thread.CurrentThread.Name?.StartsWith("loader ", StringComparison.Ordinal) == true)
        {
            seen.TryAdd(Thread.CurrentThread, true);
        }
    }

    /// <summary>Fails unless there were such threads and all have ended: whoever leaves a loader waits for them.</summary>
    public void ShouldHaveEnded()
    {
        seen.ShouldNotBeEmpty();
        seen.Keys.ShouldAllBe(thread => !thread.IsAlive);
    }
}
