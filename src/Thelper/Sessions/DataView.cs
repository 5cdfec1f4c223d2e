using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Sessions;

/// <summary>The data of a configuration, to be looked at by any number of threads. Any thread may dispose it.</summary>
public sealed class DataView : IDisposable
{
    private readonly SessionOpening opening;

    internal DataView(SessionOpening opening, Task task, IReadOnlyList<ViewedSet> sets, SampleScorer? scorer)
    {
        this.opening = opening;
        (Task, Sets, Scorer) = (task, sets, scorer);
    }

    /// <summary>The session's name.</summary>
    public string Name => opening.Name;

    /// <summary>The task that covers the data.</summary>
    public Task Task { get; }

    /// <summary>The sets that have samples.</summary>
    public IReadOnlyList<ViewedSet> Sets { get; }

    /// <summary>The section <c>viz</c>.</summary>
    public VizOptions Options => opening.Viz;

    /// <summary>Runs a trained model on samples; null where none was given.</summary>
    public SampleScorer? Scorer { get; }

    /// <summary>Has the thread that opened the data, and closes them when it is disposed.</summary>
    internal IDisposable? Keeper { get; set; }

    /// <inheritdoc/>
    public void Dispose() => Keeper?.Dispose();

    /// <summary>Closes what the data consist of; on the thread that opened them.</summary>
    internal void Close()
    {
        Scorer?.Dispose();
        opening.Dispose();
    }
}
