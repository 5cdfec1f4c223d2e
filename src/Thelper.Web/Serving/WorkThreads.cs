using System.Collections.Concurrent;
using System.Threading.Tasks;
using Thelper.Torch;

namespace Thelper.Web.Serving;

/// <summary>A few threads that answer requests. Tensors and their dispose scopes belong to a thread, so that no answer is made across an await.</summary>
internal sealed class WorkThreads : IDisposable
{
    // Who steps through pictures leaves many requests behind; those of a browser that no longer waits are passed over.
    private const int MostWaiting = 512;
    private readonly BlockingCollection<(PageRequest Request, Func<PageRequest, Answer> Work, TaskCompletionSource<Answer> Done)> waiting = new(MostWaiting);
    private readonly List<Thread> threads = [];

    /// <summary>Starts them.</summary>
    public WorkThreads()
    {
        for (var i = 0; i < Math.Clamp(Environment.ProcessorCount, 2, 4); i++)
        {
            var thread = new Thread(Run) { IsBackground = true, Name = "page" };
            thread.Start();
            threads.Add(thread);
        }
    }

    /// <summary>Answers a request on one of them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="work">Answers it.</param>
    /// <exception cref="RequestException">Too many are waiting.</exception>
    public Task<Answer> Run(PageRequest request, Func<PageRequest, Answer> work)
    {
        var done = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiting.TryAdd((request, work, done)) ? done.Task : throw new RequestException(503, "too many requests at once");
    }

    /// <summary>Waits for those that are being answered.</summary>
    public void Dispose()
    {
        waiting.CompleteAdding();
        threads.ForEach(thread => thread.Join());
        waiting.Dispose();
    }

    private void Run()
    {
        foreach (var (request, work, done) in waiting.GetConsumingEnumerable())
        {
            if (request.Abandoned.IsCancellationRequested)
            {
                done.SetCanceled(request.Abandoned);
                continue;
            }

            try
            {
                using var scope = torch.NewDisposeScope();
                using var forward = torch.no_grad();
                done.SetResult(work(request));
            }
#pragma warning disable CA1031 // It goes on to who asked, whatever it is.
            catch (Exception error)
#pragma warning restore CA1031
            {
                done.SetException(error);
            }
        }
    }
}
