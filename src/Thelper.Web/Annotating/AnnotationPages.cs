using System.Buffers.Binary;
using System.Globalization;
using Thelper.Logging;
using Thelper.Web.Serving;

namespace Thelper.Web.Annotating;

/// <summary>The annotator's page, and what its script asks for.</summary>
/// <param name="storeOf">The samples that a request is about.</param>
/// <param name="prelabeller">Annotates first; null for nobody.</param>
/// <param name="stop">The user's wish to stop, which the page may make; null where it may not.</param>
/// <param name="root">What stands before the addresses that scripts ask for; empty where the annotator is all that there is.</param>
internal sealed class AnnotationPages(Func<PageRequest, AnnotationStore> storeOf, Prelabeller? prelabeller, StopRequest? stop, string root = "") : IPages
{
    private const int LargestEdit = 4 << 20;
    private readonly Lock predicting = new();

    /// <summary>Pages of one session.</summary>
    /// <param name="store">Its samples.</param>
    /// <param name="prelabeller">Annotates first; null for nobody.</param>
    /// <param name="stop">The user's wish to stop, which the page may make.</param>
    public AnnotationPages(AnnotationStore store, Prelabeller? prelabeller, StopRequest stop)
        : this(_ => store, prelabeller, stop)
    {
    }

    /// <inheritdoc/>
    public string Name => "annot";

    /// <inheritdoc/>
    public string StartPage => "annotating/index.html";

    /// <inheritdoc/>
    public void Map(PageRoutes routes)
    {
        Get("/api/session", request => Answer.Json(Session(storeOf(request))));
        Get("/api/progress", request => Answer.Json(new { states = string.Concat(storeOf(request).States.Select(state => ((int)state).ToString(CultureInfo.InvariantCulture))) }));
        Get("/api/disc", request => Answer.Json(DiscOf(request.Int("radius", 0, Disc.MaxRadius))));
        Get("/api/sample/{number}", request => Answer.Json(Sample(storeOf(request), Number(request))));
        Get("/api/image/{number}", request => Answer.Bytes("image/png", storeOf(request).PictureOf(Number(request)).Png));
        Get("/api/mask/{number}", request => Answer.Bytes("application/octet-stream", Mask(storeOf(request), Number(request))));
        Get("/api/truth/{number}", request => Answer.Json(Truth(storeOf(request), Number(request))));
        Get("/api/polygons/{number}", request => Answer.Json(Polygons(storeOf(request), Number(request))));
        routes.Post(root + "/api/edit/{number}", request => Answer.Json(Edit(storeOf(request), Number(request), Read(request))), LargestEdit);
        Post("/api/save/{number}", request => Answer.Json(Save(storeOf(request), Number(request))));
        Post("/api/prelabel/{number}", request => Answer.Json(Prelabel(storeOf(request), Number(request))));
        Post("/api/resolve/{number}", request => Answer.Json(Resolve(storeOf(request), Number(request), request.Json<Resolution>())));
        Post("/api/export", request => Answer.Json(new { samples = AnnotationExport.Write(storeOf(request)), folder = Path.Combine(storeOf(request).Folder, "export") }));
        Post("/api/quit", request => Quit(storeOf(request)));

        void Get(string path, Func<PageRequest, Answer> answer) => routes.Get(root + path, request => Stored(() => answer(request)));
        void Post(string path, Func<PageRequest, Answer> answer) => routes.Post(root + path, request => Stored(() => answer(request)));
    }

    // A full disk, a share that is gone: the window keeps what it has, and says so. What it looks at may have to be stored, too: a sample's journal begins when it is opened.
    private static Answer Stored(Func<Answer> answer)
    {
        try
        {
            return answer();
        }
        catch (NotStoredException error)
        {
            throw RequestException.NotStored(error.Message);
        }
    }

    // What does not say which edit it is has no type to be read as.
    private static EditRequest Read(PageRequest request)
    {
        try
        {
            return request.Json<EditRequest>();
        }
        catch (NotSupportedException)
        {
            throw RequestException.Bad("the edit does not say what to do");
        }
    }

    private int Number(PageRequest request) => request.Int("number", 0, storeOf(request).Count - 1);

    private object Session(AnnotationStore store)
    {
        var settings = store.Settings;
        return new
        {
            store.Name,
            title = settings.WindowName,
            labels = settings.Labels.Select(label => new { label.Id, label.Name, color = new[] { label.Color[2], label.Color[1], label.Color[0] } }),
            background = settings.BackgroundId,
            fill = settings.DefaultFillId,
            count = store.Count,
            start = settings.StartSampleIndex,
            brush = settings.DefaultBrushRadius,
            opacity = settings.DefaultMaskOpacity,
            thickness = settings.BrushThickness,
            bar = settings.BarSize,
            zoomCrop = new[] { settings.ZoomCrop.Width, settings.ZoomCrop.Height },
            zoomWindow = new[] { settings.ZoomWindow.Width, settings.ZoomWindow.Height },
            showsPixels = settings.ShowsPixels,
            datasets = store.Datasets.Select(entry => new { name = entry.Name, count = entry.Dataset.Count }),
            prelabels = prelabeller is not null,
            corrects = store.Truths is not null,
        };
    }

    private static object DiscOf(int radius)
    {
        var disc = Disc.Of(radius);
        return new { first = disc.First.ToArray(), last = disc.Last.ToArray() };
    }

    private static object Sample(AnnotationStore store, int number)
    {
        var picture = store.PictureOf(number);
        var (place, dataset) = store.Locate(number);
        var brush = store.BrushFor(picture);
        return store.Use(number, sample => new
        {
            number,
            dataset = place.Dataset,
            index = place.Index,
            path = dataset.Describe(place.Index),
            width = picture.Width,
            height = picture.Height,
            reach = Annotating.Edit.ReachOf(picture.Width, picture.Height),
            windowWidth = brush.WindowWidth,
            windowHeight = brush.WindowHeight,
            radii = Enumerable.Range(0, Brush.MaxSize + 1).Select(brush.RadiusOf),
            version = sample.Version,
            saved = sample.IsSaved,
            objects = sample.Objects,
            canUndo = sample.CanUndo,
            canRedo = sample.CanRedo,
        });
    }

    // The version, then count and label of each run: whole numbers of 4 bytes, and of 1.
    private static byte[] Mask(AnnotationStore store, int number) => store.Use(number, sample =>
    {
        var runs = sample.Mask.Runs().ToList();
        var bytes = new byte[8 + (5 * runs.Count)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, sample.Version);
        for (var i = 0; i < runs.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8 + (5 * i)), runs[i].Count);
            bytes[12 + (5 * i)] = runs[i].Label;
        }

        return bytes;
    });

    // Runs as count, label, count, label, ...
    private static object Truth(AnnotationStore store, int number) => store.TruthOf(number) is { } truth
        ? new { runs = truth.Mask.Runs().SelectMany(run => new[] { run.Count, run.Label }), objects = truth.Objects }
        : throw RequestException.Missing("nothing is known of the samples before they are annotated");

    private static object Polygons(AnnotationStore store, int number) => store.Use(number, sample => store.Settings.Labels.Select(label => new { label.Id, rings = Outlines.Of(sample.Mask, (byte)label.Id) }).ToList());

    private static EditAnswer Edit(AnnotationStore store, int number, EditRequest request)
    {
        if (request.Id.Length is 0 or > 128 || request.Branch.Length > 64)
        {
            throw RequestException.Bad("an edit needs an id of at most 128 letters");
        }

        try
        {
            return store.Use(number, sample => sample.Edit(request));
        }
        catch (ArgumentException error)
        {
            throw RequestException.Bad(error.Message);
        }
        catch (Exception error) when (error is UserErrorException or IOException or UnauthorizedAccessException)
        {
            // A full disk, a share that is gone: the window keeps its edits until they can be stored.
            throw RequestException.NotStored(error.Message);
        }
    }

    private static object Save(AnnotationStore store, int number)
    {
        try
        {
            return store.Use(number, sample => new { sha256 = sample.Save(), version = sample.Version });
        }
        catch (Exception error) when (error is UserErrorException or IOException or UnauthorizedAccessException)
        {
            throw RequestException.NotStored(error.Message);
        }
    }

    private EditAnswer Prelabel(AnnotationStore store, int number)
    {
        if (prelabeller is null)
        {
            throw RequestException.Missing("there is no model: start with --prelabel MODEL");
        }

        var (place, dataset) = store.Locate(number);
        var objects = store.Use(number, sample => sample.Objects);
        Annotating.Edit edit;
        lock (predicting)
        {
            edit = prelabeller.EditFor(store.Pictures.Load(dataset, place.Index), objects);
        }

        return store.Use(number, sample => sample.Edit(edit));
    }

    // What the other window made takes the place of what is there, and can be taken back.
    private static EditAnswer Resolve(AnnotationStore store, int number, Resolution resolution)
    {
        try
        {
            return store.Use(number, sample =>
            {
                if (sample.Branch(resolution.Branch) is not { } other)
                {
                    throw RequestException.Missing("there is no such version");
                }

                if (!sample.Objects.Equals(other.Objects))
                {
                    sample.Edit(new Edit.SetObjects(other.Objects));
                }

                return sample.Edit(new Edit.Replace([.. other.Mask.Runs().SelectMany(run => new[] { run.Count, run.Label })]));
            });
        }
        catch (ArgumentException error)
        {
            // Its file is of a time when there were other labels.
            throw RequestException.Bad(error.Message);
        }
    }

    private Answer Quit(AnnotationStore store)
    {
        store.SaveAll();
        stop?.Request(0);
        return Answer.Json(new { });
    }

    /// <summary>The version that takes the place of the sample's.</summary>
    /// <param name="Branch">Its name.</param>
    internal sealed record Resolution(string Branch);
}
