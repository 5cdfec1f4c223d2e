using System.Text;
using System.Threading.Tasks;
using Thelper.Records;
using Thelper.Sessions;
using Thelper.Web.Serving;

namespace Thelper.Web.Browsing;

/// <summary>What the scripts of <c>browsing</c> may ask for.</summary>
internal sealed class SessionPages : IPages, IDisposable
{
    private const int MostRuns = int.MaxValue;
    private const int MostColumns = 4000;
    private const int LongestTail = 200_000;
    private const long LargestPicture = 64 << 20;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly RunList runs;
    private readonly StepBatches batches;
    private readonly CorrectionDesks desks;

    /// <summary>Nothing is read yet.</summary>
    /// <param name="folder">The folder of sessions.</param>
    /// <param name="environment">Log, questions and trust, for opening the data of a session.</param>
    public SessionPages(string folder, SessionEnvironment environment)
    {
        (runs, batches) = (new(folder), new(environment));
        desks = new(Run, batches, environment);
    }

    /// <inheritdoc/>
    public string Name => "browse";

    /// <inheritdoc/>
    public string StartPage => "browsing/index.html";

    /// <inheritdoc/>
    public void Map(PageRoutes routes)
    {
        routes.Get("/api/runs", _ => Answer.Json(Runs()));
        routes.Get("/api/runs/{id}", request => Answer.Json(Details(Run(request))));
        routes.Get("/api/runs/{id}/curves", request => Answer.Json(Curves(Run(request), request)));
        routes.Get("/api/runs/{id}/file", request => FileOf(Run(request), request.Text("path", 1000) ?? ""));
        routes.Get("/api/runs/{id}/projection", request => Answer.Json(Projection(Run(request), request)));
        routes.Get("/api/runs/{id}/batch", request => batches.Describe(Run(request), request));
        routes.Get("/api/runs/{id}/batch/{place}", request => batches.Picture(Run(request), request));
        routes.Get("/api/diff", request => Answer.Json(Diff(runs.Get(request.Int("a", 1, MostRuns)), runs.Get(request.Int("b", 1, MostRuns)))));
        routes.Events("/api/live", Live);
        desks.Map(routes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        desks.Dispose();
        batches.Dispose();
    }

    private BrowsedRun Run(PageRequest request) => runs.Get(request.Int("id", 1, MostRuns));

    // Of settings those alone by which sessions differ: a thousand configurations are mostly the same.
    private object Runs()
    {
        var all = runs.Look().Select(run => (Run: run, Summary: run.Summary())).ToList();
        var values = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var key in all.SelectMany(run => run.Summary.Settings.Keys).Distinct())
        {
            values[key] = [.. all.Select(run => run.Summary.Settings.GetValueOrDefault(key, ""))];
        }

        var differing = values.Where(key => key.Value.Count > 1).Select(key => key.Key).ToHashSet(StringComparer.Ordinal);
        return new
        {
            Root = runs.Root,
            Keys = differing.Order(StringComparer.Ordinal),
            Runs = all.Select(run => new
            {
                run.Run.Id,
                run.Run.Path,
                run.Run.Folder.IsRunning,
                Changed = new DateTimeOffset(run.Summary.Changed, TimeSpan.Zero).ToUnixTimeMilliseconds(),
                Settings = run.Summary.Settings.Where(setting => differing.Contains(setting.Key)).ToDictionary(),
                run.Summary.Values,
            }),
        };
    }

    private static object Details(BrowsedRun run) => new
    {
        run.Id,
        run.Path,
        run.Folder.IsRunning,
        Settings = run.Folder.Settings(),
        Files = run.Folder.Files().Select(file =>
        {
            var path = Path.GetRelativePath(run.Folder.Path, file.FullName);
            var (name, epoch) = SessionFolder.Output(file.Name);
            var parts = path.Split('/');
            return new
            {
                Path = path,
                Size = file.Length,
                Changed = new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero).ToUnixTimeMilliseconds(),
                IsPicture = SessionFolder.IsPicture(path),
                Set = parts is ["output", _, var set, _] ? SessionFolder.SetOf(set) : null,
                Output = parts is ["output", _, _, _] ? name : null,
                Epoch = epoch,
            };
        }),
    };

    private static object Curves(BrowsedRun run, PageRequest request)
    {
        var columns = request.Int("columns", 1, MostColumns);
        var (from, to, only) = (request.Number("from", -1e15, 1e15, double.NaN), request.Number("to", -1e15, 1e15, double.NaN), request.Text("name", 1000));
        var (weight, isWhole) = (request.Number("smooth", 0, 0.9999, 0), request.Flag("all"));
        return run.Folder.Curves().Where(curve => only is null || curve.Key == only).Select(curve =>
        {
            var (first, last) = (double.IsNaN(from) ? curve.Value.Min(segment => segment.Steps[0]) : from, double.IsNaN(to) ? curve.Value.Max(segment => segment.Steps[^1]) : to);
            return new
            {
                Name = curve.Key,
                Points = curve.Value.Sum(segment => segment.Steps.Count),
                Segments = Shown(curve.Value),
                Smooth = weight > 0 ? Shown(curve.Value.Select(segment => segment.Smoothed(weight))) : null,
            };

            IEnumerable<CurveSegment> Shown(IEnumerable<CurveSegment> segments) => segments.Select(segment => isWhole ? segment : segment.Columns(columns, first, Math.Max(last, first + 1e-9)));
        });
    }

    // A path is looked up among the files that are there: it is never opened as it is.
    private static Answer FileOf(BrowsedRun run, string path)
    {
        var file = run.Folder.Files().FirstOrDefault(file => Path.GetRelativePath(run.Folder.Path, file.FullName) == path)
            ?? throw RequestException.Missing("this file is not there any more");
        using var stream = InputFile.OpenRead(file.FullName);
        if (SessionFolder.IsPicture(path))
        {
            if (stream.Length > LargestPicture)
            {
                throw RequestException.Bad("this picture is too large to be shown");
            }

            var bytes = new byte[stream.Length];
            return Answer.Bytes(path.EndsWith(".png", StringComparison.OrdinalIgnoreCase) ? "image/png" : "image/jpeg", bytes.AsMemory(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }

        if (Path.GetExtension(path) is not (".txt" or ".log" or ".json" or ".csv" or ".yml" or ".yaml"))
        {
            throw RequestException.Bad("only texts and pictures are shown");
        }

        // Of a long log its end.
        stream.Position = Math.Max(0, stream.Length - LongestTail);
        var tail = new byte[Math.Min(LongestTail, stream.Length)];
        return Answer.Text(Encoding.UTF8.GetString(tail.AsSpan(0, stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false))));
    }

    private static object Projection(BrowsedRun run, PageRequest request)
    {
        var path = request.Text("path", 1000) ?? "";
        var answer = Path.GetFileName(path).Contains("-points", StringComparison.Ordinal) && path.EndsWith(".json", StringComparison.Ordinal) ? run.Folder.Files().FirstOrDefault(file => Path.GetRelativePath(run.Folder.Path, file.FullName) == path) : null;
        return ProjectedPoints.Read((answer ?? throw RequestException.Missing("this projection is not there any more")).FullName).Sampled(request.Int("most", 1, 100_000), request.Int("seed", 0, int.MaxValue));
    }

    private static object Diff(BrowsedRun a, BrowsedRun b)
    {
        var diff = SessionDiff.Of(a.Folder.Path, b.Folder.Path);
        return new
        {
            diff.Compared,
            FirstLoss = diff.FirstLoss is { } loss ? new { loss.Iteration, loss.First, loss.Second } : null,
            Differences = diff.Differences.Select(difference => new { Kind = SessionDiff.NameOf(difference.Kind), difference.Name, difference.First, difference.Second }),
        };
    }

    // Tells which of the sessions that a page shows have changed, and whether there are others.
    private async Task Live(PageRequest request, EventStream stream)
    {
        var known = new Dictionary<int, (DateTime Changed, long Size, bool IsRunning)>();
        for (var isFirst = true; ; isFirst = false)
        {
            var now = runs.Look().ToDictionary(run => run.Id, run => (run.Changed(), run.Folder.Tables().Sum(file => file.Length), run.Folder.IsRunning));
            var changed = now.Where(run => !known.TryGetValue(run.Key, out var before) || before != run.Value).Select(run => run.Key).Union(known.Keys.Except(now.Keys)).ToList();
            if (!isFirst && changed.Count > 0)
            {
                await stream.Send("changed", new { Runs = changed });
            }

            known = now;
            await Task.Delay(LookEvery, stream.Ended);
        }
    }
}
