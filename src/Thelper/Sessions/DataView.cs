using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Sessions;

/// <summary>The data of a configuration, to be looked at by any number of threads. Any thread may dispose it.</summary>
public sealed class DataView : IDisposable
{
    private readonly SessionOpening opening;
    private ManualResetEventSlim? end;
    private Thread? keeper;

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

    /// <inheritdoc/>
    public void Dispose()
    {
        end?.Set();
        keeper?.Join();
        end?.Dispose();
        (end, keeper) = (null, null);
    }

    /// <summary>Opens data on a thread of its own, which closes it: a session's tensors are in a dispose scope, and such a scope belongs to a thread.</summary>
    /// <param name="open">Opens it.</param>
    internal static DataView OnOwnThread(Func<DataView> open)
    {
        var opened = new System.Threading.Tasks.TaskCompletionSource<DataView>();
        var end = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            DataView view;
            try
            {
                view = open();
            }
#pragma warning disable CA1031 // It goes on to who asked, whatever it is.
            catch (Exception error)
#pragma warning restore CA1031
            {
                opened.SetException(error);
                return;
            }

            (view.end, view.keeper) = (end, Thread.CurrentThread);
            opened.SetResult(view);
            end.Wait();
            view.Scorer?.Dispose();
            view.opening.Dispose();
        })
        {
            IsBackground = true,
            Name = "data",
        };
        thread.Start();
        return opened.Task.GetAwaiter().GetResult();
    }
}
