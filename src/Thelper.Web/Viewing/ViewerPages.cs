using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Thelper.Data.Statistics;
using Thelper.Draw;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Web.Serving;

namespace Thelper.Web.Viewing;

/// <summary>The pages of <c>thelper viz</c>.</summary>
internal sealed class ViewerPages : IPages, IDisposable
{
    private const long MostBytes = 64L << 20;
    private const int MostEpoch = 1_000_000;
    private const int MostCopies = 64;
    private readonly Task<DataView> coming;
    private readonly ILogger? log;
    private readonly Lazy<List<SetBrowser>> madeBrowsers;
    private readonly BlobStore blobs = new(MostBytes);
    private readonly Lazy<PaneMaker> madePanes;
    private readonly StageStore stages;
    private Thread? first;

    /// <summary>Nothing is loaded yet.</summary>
    /// <param name="coming">The data, which stay the caller's: requests wait until they are there, and fail as they do.</param>
    /// <param name="log">Told of samples that cannot be loaded; null for nobody.</param>
    public ViewerPages(Task<DataView> coming, ILogger? log = null)
    {
        (this.coming, this.log) = (coming, log);
        madeBrowsers = new(() => [.. View.Sets.Select(set => new SetBrowser(set, View.Task, View.Scorer, log))]);
        madePanes = new(() => new(View.Task, View.Options.Parameters, blobs));
        stages = new(blobs);
    }

    /// <summary>Nothing is loaded yet.</summary>
    /// <param name="view">The data, which stays the caller's.</param>
    /// <param name="log">Told of samples that cannot be loaded; null for nobody.</param>
    public ViewerPages(DataView view, ILogger? log = null)
        : this(System.Threading.Tasks.Task.FromResult(view), log)
    {
    }

    private DataView View => coming.GetAwaiter().GetResult();

    private List<SetBrowser> Browsers => madeBrowsers.Value;

    private PaneMaker Panes => madePanes.Value;

    /// <inheritdoc/>
    public string Name => "viz";

    /// <inheritdoc/>
    public string StartPage => "viewing/index.html";

    /// <inheritdoc/>
    public void Map(PageRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.Get("/api/view", _ => Answer.Json(Described()));
        routes.Get("/api/find/{set}", request => Find(request));
        routes.Get("/api/sample/{set}/{position}", request => ShowSample(request));
        routes.Get("/api/augmented/{set}/{position}", request => ShowAugmented(request));
        routes.Get("/api/draws/{set}/{position}", request => ShowDraws(request));
        routes.Get("/api/progress/{set}", request => Progress(Number(request)));
        routes.Get("/api/blob/{number}", request => blobs.Get(request.Int("number", 1, int.MaxValue)));
    }

    /// <summary>Begins to make the sample that the page shows first, as soon as the data are there: the browser is still being opened.</summary>
    public void MakeFirst()
    {
        first = new(() =>
        {
            try
            {
                // Before libtorch is touched, which is loaded when the server stands.
                var set = View.Sets[0];
                using var scope = Torch.torch.NewDisposeScope();
                using var forward = Torch.torch.no_grad();
                StagesOf(0, 0, 0, LookOptions.Usual, FilesOf(set, 0));
            }
#pragma warning disable CA1031 // Whatever it is: the page asks for this sample too, and is told.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        })
        {
            IsBackground = true,
            Name = "first",
        };
        first.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        first?.Join();
        if (madeBrowsers.IsValueCreated)
        {
            Browsers.ForEach(browser => browser.Dispose());
        }
    }

    private Dictionary<string, object?> Described()
    {
        var classes = View.Task as IClassTask;
        var colors = View.Task is Segmentation segmentation ? segmentation.ColorMap : (View.Task as Detection)?.ColorMap;
        return new()
        {
            ["name"] = View.Name,
            ["task"] = View.Task.TypeName.Split('.')[^1],
            ["taskText"] = View.Task.ToString(),
            ["classes"] = classes?.ClassNames.Select((name, i) => new { Name = name, Color = Palette.Html(colors?[i] ?? Palette.Of(i)) }).ToList(),
            ["sets"] = View.Sets.Select(set => new { set.Name, set.Count, set.IsLoader }).ToList(),
            ["scores"] = View.Scorer?.Source,
        };
    }

    private int Number(PageRequest request) => request.Int("set", 0, View.Sets.Count - 1);

    private (ViewedSet Set, int Position) Place(PageRequest request)
    {
        var set = View.Sets[Number(request)];
        return (set, request.Int("position", 0, set.Count - 1));
    }

    private Answer Find(PageRequest request)
    {
        var number = Number(request);
        var set = View.Sets[number];
        var order = Enum.Parse<SampleOrder>(request.Choice("order", "index", "loss", "confidence"), ignoreCase: true);
        if (order != SampleOrder.Index && View.Scorer is null)
        {
            throw RequestException.Bad("order: there are no scores, because no model was given");
        }

        var classes = (View.Task as IClassTask)?.ClassNames.Count ?? 0;
        var found = Browsers[number].Find(new(request.OptionalInt("class", 0, Math.Max(0, classes - 1)), request.Text("text"), order));
        int? rank = request.OptionalInt("position", 0, set.Count - 1) is { } wanted ? Nearest(found, wanted, order) : request.OptionalInt("rank", 0, int.MaxValue);
        rank = found.Length == 0 ? null : Math.Clamp(rank ?? 0, 0, found.Length - 1);
        return Answer.Json(new { Count = found.Length, Rank = rank, Position = rank is { } place ? found[place] : (int?)null });
    }

    // The place of a sample; where it does not pass the filter, that of the next one that does.
    private static int Nearest(int[] found, int position, SampleOrder order)
    {
        var at = Array.IndexOf(found, position);
        return at >= 0 || order != SampleOrder.Index ? Math.Max(0, at) : ~Array.BinarySearch(found, position);
    }

    private Answer ShowSample(PageRequest request)
    {
        var (set, position) = Place(request);
        var look = LookOptions.Read(request);
        var epoch = request.OptionalInt("epoch", 0, MostEpoch) ?? 0;
        var (home, index) = set.HomeOf(position);
        var number = Number(request);
        var files = FilesOf(set, position);
        return Answer.Json(new
        {
            Position = position,
            Dataset = home,
            Index = index,
            Name = set.Describe(position),
            Files = files.Select(file => new { file.Path, Bytes = file.Info.Exists ? file.Info.Length : (long?)null }).ToList(),
            Ground = set.GroundOf(position),
            Label = set.HasLabels ? PythonRepr.Of(set.LabelOf(position)) : null,
            Score = Browsers[number].Scores?[position],
            Epoch = epoch,
            Stages = StagesOf(number, position, epoch, look, files),
        });
    }

    private Answer ShowAugmented(PageRequest request)
    {
        var (set, position) = Place(request);
        var look = LookOptions.Read(request);
        var from = request.OptionalInt("from", 0, MostEpoch) ?? 0;
        var count = request.OptionalInt("count", 1, MostCopies) ?? 16;
        var copies = new List<Pane>();
        for (var epoch = from; epoch < from + count; epoch++)
        {
            request.Abandoned.ThrowIfCancellationRequested();
            using var sample = set.Load(position, epoch);
            copies.AddRange(Panes.Make(sample, isRaw: false, set.Colors, look, FormattableString.Invariant($"epoch {epoch}"), isWhole: false));
        }

        return Answer.Json(new { From = from, Count = count, Panes = copies });
    }

    private Answer ShowDraws(PageRequest request)
    {
        var (set, position) = Place(request);
        var record = set.DrawsOf(position, request.OptionalInt("epoch", 0, MostEpoch) ?? 0) ?? throw RequestException.Missing("a data set without loader draws nothing");
        return Answer.Bytes("application/json; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(record.ToJson())) with
        {
            FileName = request.Flag("download") ? FormattableString.Invariant($"{set.Name}-{position}-{record.Epoch}.json") : null,
        };
    }

    private static List<(string Path, FileInfo Info)> FilesOf(ViewedSet set, int position) => [.. set.FilesOf(position).Select(path => (path, new FileInfo(path)))];

    private IReadOnlyList<SampleStage> StagesOf(int number, int position, int epoch, LookOptions look, List<(string Path, FileInfo Info)> files) => stages.Get(
        FormattableString.Invariant($"{number} {position} {epoch} {look.Text}"),
        string.Join('\n', files.Select(file => FormattableString.Invariant($"{file.Path} {(file.Info.Exists ? file.Info.Length : -1)} {file.Info.LastWriteTimeUtc.Ticks}"))),
        () => Stages(View.Sets[number], position, epoch, look));

    private List<SampleStage> Stages(ViewedSet set, int position, int epoch, LookOptions look)
    {
        var whole = new Dictionary<string, string>(StringComparer.Ordinal);
        return
        [
            Stage("raw", () => set.LoadRaw(position, whole), set.RawColors, look, Explain, whole),
            Stage("used", () => set.Load(position, epoch), set.Colors, look, Explain),
        ];

        string Explain(Exception error) => SampleFault.Of(set, position, error, log);
    }

    // A sample that cannot be loaded shows why, beside what can.
    private SampleStage Stage(string name, Func<Sample> load, Transforms.ChannelOrder colors, LookOptions look, Func<Exception, string> explain, IReadOnlyDictionary<string, string>? whole = null)
    {
        try
        {
            using var sample = load();
            return new(name, Panes.Make(sample, name == "raw", colors, look, whole: whole), FieldSummary.Of(sample), colors.ToString(), null);
        }
#pragma warning disable CA1031 // Code of the user's loads it: what that fails by is told where the sample would be.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new(name, [], [], colors.ToString(), explain(error));
        }
    }

    private Answer Progress(int number)
    {
        var (classes, scores) = (Browsers[number].Classes, Browsers[number].Scores);
        return Answer.Json(new
        {
            Total = View.Sets[number].Count,
            Classes = new { classes.IsBegun, classes.Done, classes.Fault },
            Scores = scores is null ? null : new { scores.IsBegun, scores.Done, scores.Fault },
        });
    }
}
