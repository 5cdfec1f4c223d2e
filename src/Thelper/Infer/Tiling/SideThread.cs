using System.Collections.Concurrent;
using System.Threading.Tasks;
using Thelper.Data.Loading;
using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>A thread that does one piece of work after another, beside the one that hands them over. It leaves the other cores to that one.</summary>
internal sealed class SideThread : IDisposable
{
    // Told whether the work is still wanted.
    private readonly BlockingCollection<Action<bool>> pieces = [];
    private readonly Thread? thread;
    private volatile bool isGivenUp;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isWorthIt">Whether there is enough to do for a thread; else who hands over work does it.</param>
    public SideThread(string name, bool isWorthIt)
    {
        if (isWorthIt)
        {
            thread = new(Work) { IsBackground = true, Name = name };
            thread.Start();
        }
    }

    /// <summary>Whether what was not begun is given up.</summary>
    public bool IsGivenUp => isGivenUp;

    /// <summary>Hands over a piece of work. What it throws, its task throws.</summary>
    /// <param name="work">The work.</param>
    /// <param name="needed">What it needs; freed after it, and when nobody wants it any more. Null for nothing.</param>
    public Task<T> Do<T>(Func<T> work, IDisposable? needed = null)
    {
        // Else what waits for the task would go on here.
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Piece(bool isWanted)
        {
            try
            {
                T done;
                using (needed)
                {
                    if (!isWanted)
                    {
                        result.SetCanceled();
                        return;
                    }

                    done = work();
                }

                result.SetResult(done);
            }
            catch (Exception error)
            {
                // Not handled here: who waits for the task gets it.
                result.SetException(error);
            }
        }

        if (thread is null)
        {
            Piece(true);
        }
        else
        {
            pieces.Add(Piece);
        }

        return result.Task;
    }

    /// <summary>Gives up what was not begun, and waits for the rest.</summary>
    public void Dispose()
    {
        isGivenUp = true;
        pieces.CompleteAdding();
        thread?.Join();
        pieces.Dispose();
    }

    private void Work()
    {
        LoaderThread.Prepare();
        using var none = no_grad();
        foreach (var piece in pieces.GetConsumingEnumerable())
        {
            piece(!isGivenUp);
        }
    }
}
