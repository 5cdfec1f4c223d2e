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
    private const string Root = "/correct/{id}";
    private readonly Lock gate = new();
    private readonly Dictionary<int, CorrectionDesk> desks = [];

    /// <summary>Adds the annotator's page, and what scripts ask for.</summary>
    /// <param name="routes">The routes.</param>
    public void Map(PageRoutes routes)
    {
        routes.Post("/api/runs/{id}/correct", request => Open(runOf(request)));
        routes.Page(Root + "/", "annotating/index.html");
        new AnnotationPages(request => DeskOf(request).Store, null, null, Root).Map(routes);
        routes.Get(Root + "/api/score/{number}", Score);
    }

    /// <summary>Saves what is not saved, and closes all.</summary>
    /// <exception cref="UserErrorException">Something could not be saved.</exception>
    public void Dispose()
    {
        var faults = new List<string>();
        lock (gate)
        {
            foreach (var desk in desks.Values)
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
        lock (gate)
        {
            if (!desks.ContainsKey(run.Id))
            {
                desks[run.Id] = new(run.Folder.Path, environment);
            }
        }

        return Answer.Json(new { });
    }

    private CorrectionDesk DeskOf(PageRequest request)
    {
        lock (gate)
        {
            return desks.GetValueOrDefault(runOf(request).Id) ?? throw RequestException.Missing("labels of this session are not being corrected: choose a sample of a batch");
        }
    }

    // Of all samples of the step that are corrected by now, not of this one alone: it is the batch that is scored.
    private Answer Score(PageRequest request)
    {
        var (run, desk) = (runOf(request), DeskOf(request));
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
