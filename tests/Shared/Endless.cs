using System.Runtime.ExceptionServices;

namespace Thelper.Testing;

/// <summary>Tells a loop without end, or threads that wait for each other, from work that takes its time on a busy machine.</summary>
internal static class Endless
{
    /// <summary>Hundreds of times what anything that is tested with it takes on an idle machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs work on a thread of its own, and fails if it does not end. What it throws comes out.</summary>
    public static void Forbid(Action work) => Forbid(_ => work());

    /// <summary>The same for work of many parts, each of which has the whole time.</summary>
    /// <param name="work">Calls its argument after each part.</param>
    public static void Forbid(Action<Action> work)
    {
        var parts = 0L;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                work(() => Interlocked.Increment(ref parts));
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        for (var seen = 0L; !thread.Join(Limit);)
        {
            var done = Interlocked.Read(ref parts);
            done.ShouldBeGreaterThan(seen, "a loop without end");
            seen = done;
        }

        failure?.Throw();
    }

    /// <summary>Waits until something is so; fails if it never is.</summary>
    public static void WaitUntil(Func<bool> condition) => SpinWait.SpinUntil(condition, Limit).ShouldBeTrue();
}
