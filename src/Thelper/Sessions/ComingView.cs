using System.Threading.Tasks;

namespace Thelper.Sessions;

/// <summary>The data of a configuration while they are being opened: pages are served meanwhile.</summary>
/// <remarks>A thread of its own opens and closes them: a session's tensors are in a dispose scope, and such a scope belongs to a thread.</remarks>
public sealed class ComingView : IDisposable
{
    private readonly TaskCompletionSource isRight = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DataView> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim end = new();
    private readonly Thread thread;

    /// <summary>Begins to check the configuration.</summary>
    /// <param name="open">Checks it and opens the data; says when this is done.</param>
    internal ComingView(Func<ComingView, DataView> open)
    {
        thread = new(() => Keep(open)) { IsBackground = true, Name = "data" };
        thread.Start();
    }

    /// <summary>Ends when the configuration is found to be right; or fails.</summary>
    public Task Checked => isRight.Task;

    /// <summary>Ends when the files of the data sets are found; or fails.</summary>
    public Task Listed => listed.Task;

    /// <summary>The data, once they are there; or why they cannot be used.</summary>
    public Task<DataView> View => opened.Task;

    /// <summary>Lets libraries be loaded, and data that need them be opened. Call it when the threads that must not wait have begun: while the system's loader is at libtorch, no thread of the process begins.</summary>
    public void Proceed() => gate.TrySetResult();

    /// <summary>Gives up, unless <see cref="Proceed"/> was called: who waits for the data is told that they do not come.</summary>
    public void Abandon() => gate.TrySetCanceled();

    /// <summary>Ends when libraries may be loaded; cancelled where they need not be.</summary>
    internal Task Gate => gate.Task;

    /// <summary>Closes the data. Those that are being opened are opened to the end first.</summary>
    public void Dispose()
    {
        Abandon();
        if (thread.IsAlive)
        {
            end.Set();
            thread.Join();
        }

        end.Dispose();
    }

    /// <summary>Says that the configuration is right.</summary>
    internal void IsRight() => isRight.TrySetResult();

    /// <summary>Says that files are found.</summary>
    internal void AreListed() => listed.TrySetResult();

    private void Keep(Func<ComingView, DataView> open)
    {
        DataView view;
        try
        {
            view = open(this);
        }
#pragma warning disable CA1031 // It goes on to who asked, whatever it is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            isRight.TrySetException(error);
            listed.TrySetException(error);
            opened.SetException(error);
            return;
        }

        view.Keeper = this;
        opened.SetResult(view);
        end.Wait();
        view.Close();
    }
}
