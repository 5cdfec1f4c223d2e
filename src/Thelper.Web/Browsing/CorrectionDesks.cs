using System.Security.Cryptography;
using System.Text;
using Thelper.Records;
using Thelper.Sessions;
using Thelper.Web.Annotating;
using Thelper.Web.Serving;

namespace Thelper.Web.Browsing;

/// <summary>From the batch of a step to the annotator: corrected labels, and what they make of the step's loss and metrics.</summary>
/// <param name="runOf">The session that a request is about.</param>
/// <param name="batches">Makes batches again.</param>
/// <param name="environment">Whether code of sessions may run.</param>
internal sealed class CorrectionDesks(Func<PageRequest, BrowsedRun> runOf, StepBatches batches, SessionEnvironment environment) : IDisposable
{
    private const string Root = "/correct/{key}";
    private readonly Lock gate = new();
    private readonly Dictionary<string, (BrowsedRun Run, CorrectionDesk Desk)> desks = new(StringComparer.Ordinal);

    /// <summary>Adds the annotator's page, and what scripts ask for.</summary>
    /// <param name="routes">The routes.</param>
    public void Map(PageRoutes routes)
    {
        routes.Post("/api/runs/{id}/correct", request => Open(runOf(request)));
        routes.Page(Root + "/", "annotating/index.html");
        new AnnotationPages(request => DeskOf(request).Desk.Store, null, null, Root).Map(routes);
        routes.Get(Root + "/api/score/{number}", Score);
    }

    /// <summary>Saves what is not saved, and closes all.</summary>
    /// <exception cref="UserErrorException">Something could not be saved.</exception>
    public void Dispose()
    {
        var faults = new List<string>();
        lock (gate)
        {
            foreach (var (_, desk) in desks.Values)
            {
                try
                {
                    desk.Dispose();
                }
                catch (UserErrorException error)
                {
                    faults.Add(error.Message);
                }
            }

            desks.Clear();
        }

        if (faults.Count > 0)
        {
            throw new UserErrorException(string.Join(Environment.NewLine, faults));
        }
    }

    private Answer Open(BrowsedRun run)
    {
        // Numbers of sessions are given anew when the program is started again: a window of before must not correct another session.
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(run.Folder.Path))))[..16];
        lock (gate)
        {
            if (!desks.ContainsKey(key))
            {
                desks[key] = (run, new(run.Folder.Path, environment));
            }
        }

        return Answer.Json(new { Key = key });
    }

    private (BrowsedRun Run, CorrectionDesk Desk) DeskOf(PageRequest request)
    {
        lock (gate)
        {
            return request.Text("key") is { } key && desks.TryGetValue(key, out var found)
                ? found
                : throw RequestException.Ended("labels of this session are not being corrected now, as after thelper browse was started again: choose Correct under a sample of one of its batches, and this window goes on");
        }
    }

    // Of all samples of the step that are corrected by now, not of this one alone: it is the batch that is scored.
    private Answer Score(PageRequest request)
    {
        var (run, desk) = DeskOf(request);
        var number = request.Int("number", 0, desk.Store.Count - 1);
        var before = batches.Get(run, request);
        var changes = before.Samples.Select(sample => desk.Store.NumberOf(sample.Dataset, sample.Number)).Distinct().Select(desk.ChangeOf).OfType<TruthChange>().ToList();
        var after = batches.Again(run, request, changes);
        double? LossOf(StepBatch batch, bool ofAll) => batch.Samples.Where(sample => ofAll || desk.Store.NumberOf(sample.Dataset, sample.Number) == number).Select(sample => sample.Loss).Average();
        return Answer.Json(new
        {
            before.Iteration,
            before.Weights,
            Corrected = changes.Count,
            Values = new[] { ("loss of this sample", LossOf(before, false), LossOf(after, false)), ("loss of the batch", LossOf(before, true), LossOf(after, true)) }
                .Concat(before.Metrics.Select(metric => ($"{metric.Key} of the batch", metric.Value, after.Metrics[metric.Key])))
                .Select(value => new { Name = value.Item1, Before = value.Item2, After = value.Item3 }),
        });
    }
}
