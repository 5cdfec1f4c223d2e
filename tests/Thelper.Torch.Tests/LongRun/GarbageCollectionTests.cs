using System.Diagnostics;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.LongRun;

/// <summary>
/// Threads make and drop tensors, disposed or not, while the collector runs as often as it can: nothing is freed too early, twice or never.
/// One second in the tests; THELPER_GC_SECONDS=60 runs longer, best with DOTNET_GCgen0size=0x80000 (generation 0 of 512 KiB).
/// </summary>
[NoLeaks]
public sealed class GarbageCollectionTests(ITestOutputHelper output)
{
    private const int Threads = 4;

    // Of each thread, also on a machine so busy that the time is up before.
    private const int FewestRounds = 10;

    [Fact]
    public void Threads_make_and_drop_tensors_under_constant_collection()
    {
        var time = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("THELPER_GC_SECONDS"), out var seconds) ? seconds : 1);

        // The first round loads libtorch, which is not what the clock is for.
        Round(0, 0).ShouldBeNull();
        Collect();
        var handles = Diagnostics.LiveHandles;
        var clock = Stopwatch.StartNew();
        var rounds = 0L;
        var failures = new List<string>();
        var collections = GC.CollectionCount(0);
        var workers = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            for (var i = 0L; clock.Elapsed < time || i < FewestRounds; i++)
            {
                if (Round(number, i) is { } problem)
                {
                    lock (failures)
                    {
                        failures.Add(problem);
                    }

                    return;
                }

                Interlocked.Increment(ref rounds);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        while (workers.Exists(worker => worker.IsAlive))
        {
            GC.Collect(0);
            Thread.Sleep(1);
        }

        workers.ForEach(worker => worker.Join());
        failures.ShouldBeEmpty();
        Collect();
        output.WriteLine(FormattableString.Invariant(
            $"{rounds} rounds on {Threads} threads in {clock.Elapsed.TotalSeconds:F1} s, {GC.CollectionCount(0) - collections} collections, {ResidentMemory.Now >> 20} MiB resident"));
        Diagnostics.LiveHandles.ShouldBe(handles);
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static string? Round(int thread, long i)
    {
        // Dropped without being disposed: the finalizer's.
        var dropped = full([64], (double)i);
        double expected;
        using (NewDisposeScope())
        {
            var scoped = dropped * 2;
            expected = scoped.sum().ToDouble();
        }

        using var disposed = dropped + thread;
        var sum = aten.sum(disposed);
        var value = sum.ToDouble();
        return expected == 128.0 * i && value == 64.0 * (i + thread) ? null : $"thread {thread}, round {i}: {expected} and {value}";
    }
}
