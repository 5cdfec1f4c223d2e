namespace Thelper.Web.Viewing;

/// <summary>Something that is found out of every sample of a set, one after another, while the page is in use.</summary>
/// <typeparam name="T">What is found out.</typeparam>
/// <param name="count">How many samples there are.</param>
/// <param name="look">Finds it out; called on one thread.</param>
/// <param name="explain">Says what was wrong with a sample that could not be looked at; called for the first one.</param>
internal sealed class Background<T>(int count, Func<int, T> look, Func<int, Exception, string> explain) : IDisposable
    where T : class
{
    private readonly T?[] found = new T?[count];
    private readonly CancellationTokenSource ending = new();
    private readonly Lock gate = new();
    private Thread? thread;
    private volatile int done;
    private volatile string? fault;

    /// <summary>How many samples were looked at.</summary>
    public int Done => done;

    /// <summary>Whether it was begun.</summary>
    public bool IsBegun => thread is not null;

    /// <summary>Whether all were looked at.</summary>
    public bool IsComplete => done == count;

    /// <summary>What was wrong with the first sample that could not be looked at; null where there is none.</summary>
    public string? Fault => fault;

    /// <summary>What was found out of a sample; null where it was not looked at, or could not be.</summary>
    /// <param name="position">The sample.</param>
    public T? this[int position] => Volatile.Read(ref found[position]);

    /// <summary>Begins, if it is not begun.</summary>
    public void Begin()
    {
        lock (gate)
        {
            if (thread is null && !ending.IsCancellationRequested)
            {
                thread = new(Run) { IsBackground = true, Name = "look", Priority = ThreadPriority.BelowNormal };
                thread.Start();
            }
        }
    }

    /// <summary>Ends after the sample that is being looked at.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ending.Cancel();
        }

        thread?.Join();
        ending.Dispose();
    }

    private void Run()
    {
        for (var position = 0; position < count && !ending.IsCancellationRequested; position++)
        {
            try
            {
                Volatile.Write(ref found[position], look(position));
            }
#pragma warning disable CA1031 // Code of the user's loads samples, and on this thread it would end the program: the others are looked at.
            catch (Exception error)
#pragma warning restore CA1031
            {
                fault ??= explain(position, error);
            }

            done = position + 1;
        }
    }
}
