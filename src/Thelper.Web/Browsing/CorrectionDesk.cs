using System.Runtime.ExceptionServices;
using Thelper.Records;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Web.Annotating;

namespace Thelper.Web.Browsing;

/// <summary>The samples of a session whose labels are being corrected. They are opened and closed by a thread of their own: what data sets keep belongs to its dispose scope.</summary>
internal sealed class CorrectionDesk : IDisposable
{
    private readonly ManualResetEventSlim end = new();
    private readonly Thread keeper;
    private ExceptionDispatchInfo? fault;

    /// <summary>Opens a session's corrections where they were left.</summary>
    /// <param name="folder">The session's folder.</param>
    /// <param name="environment">Whether code of the session may run.</param>
    /// <exception cref="UserErrorException">Its data cannot be used, or another program corrects it.</exception>
    public CorrectionDesk(string folder, SessionEnvironment environment)
    {
        var opened = new System.Threading.Tasks.TaskCompletionSource<AnnotationStore>();
        keeper = new(() => Keep(folder, environment, opened)) { IsBackground = true, Name = "corrections" };
        keeper.Start();
        Store = opened.Task.GetAwaiter().GetResult();
    }

    /// <summary>The samples.</summary>
    public AnnotationStore Store { get; }

    /// <summary>The corrected truth of a sample; null where it says what the data set says: it was only looked at, or all was undone.</summary>
    /// <param name="number">Its number over all data sets.</param>
    /// <exception cref="UserErrorException">The sample cannot be read.</exception>
    public TruthChange? ChangeOf(int number)
    {
        if (Store.StateOf(number) == SampleState.Untouched)
        {
            return null;
        }

        var place = Store.Locate(number).Place;
        var (mask, objects) = Store.Use(number, sample => (sample.Mask.Copy(), sample.Objects));
        return Store.TruthOf(number) is { } known && !Store.Truths!.IsOther(known, mask, objects)
            ? null
            : new(place.Dataset, place.Index, truth => Store.Truths!.Back(truth, mask, objects));
    }

    /// <summary>Saves what is not saved, and closes.</summary>
    /// <exception cref="UserErrorException">Something could not be saved; its strokes are in the journal.</exception>
    public void Dispose()
    {
        end.Set();
        keeper.Join();
        end.Dispose();
        fault?.Throw();
    }

    private void Keep(string folder, SessionEnvironment environment, System.Threading.Tasks.TaskCompletionSource<AnnotationStore> opened)
    {
        using var scope = torch.NewDisposeScope();
        AnnotationSession? session = null;
        try
        {
            TruthLabels? labels = null;
            session = Corrections.Open(folder, environment, task => (labels = new(task)).Settings);
            using var store = new AnnotationStore(session, labels);
            opened.SetResult(store);
            end.Wait();
            store.SaveAll();
        }
#pragma warning disable CA1031 // It goes on to who asked, whatever it is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // To who waits for the opening, or else to who closes: on this thread it would end the program.
            if (!opened.TrySetException(error))
            {
                fault = ExceptionDispatchInfo.Capture(error);
            }
        }
        finally
        {
            session?.Dispose();
        }
    }
}
