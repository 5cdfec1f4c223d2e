using System.Buffers.Binary;
using System.Globalization;
using Thelper.Logging;
using Thelper.Web.Serving;

namespace Thelper.Web.Annotating;

/// <summary>The annotator's page, and what its script asks for.</summary>
/// <param name="store">The samples.</param>
/// <param name="prelabeller">Annotates first; null for nobody.</param>
/// <param name="stop">The user's wish to stop, which the page may make.</param>
internal sealed class AnnotationPages(AnnotationStore store, Prelabeller? prelabeller, StopRequest stop) : IPages
{
    private const int LargestEdit = 4 << 20;
    private readonly Lock predicting = new();

    /// <inheritdoc/>
    public string Name => "annot";

    /// <inheritdoc/>
    public string StartPage => "annotating/index.html";

    /// <inheritdoc/>
    public void Map(PageRoutes routes)
    {
        routes.Get("/api/session", _ => Answer.Json(Session()));
        routes.Get("/api/progress", _ => Answer.Json(new { states = string.Concat(store.States.Select(state => ((int)state).ToString(CultureInfo.InvariantCulture))) }));
        routes.Get("/api/disc", request => Answer.Json(DiscOf(request.Int("radius", 0, Disc.MaxRadius))));
        routes.Get("/api/sample/{number}", request => Answer.Json(Sample(Number(request))));
        routes.Get("/api/image/{number}", request => Answer.Bytes("image/png", store.PictureOf(Number(request)).Png));
        routes.Get("/api/mask/{number}", request => Answer.Bytes("application/octet-stream", Mask(Number(request))));
        routes.Get("/api/polygons/{number}", request => Answer.Json(Polygons(Number(request))));
        routes.Post("/api/edit/{number}", request => Answer.Json(Edit(Number(request), Read(request))), LargestEdit);
        routes.Post("/api/save/{number}", request => Answer.Json(Save(Number(request))));
        routes.Post("/api/prelabel/{number}", request => Answer.Json(Prelabel(Number(request))));
        routes.Post("/api/resolve/{number}", request => Answer.Json(Resolve(Number(request), request.Json<Resolution>())));
        routes.Post("/api/export", _ => Answer.Json(new { samples = AnnotationExport.Write(store), folder = Path.Combine(store.Folder, "export") }));
        routes.Post("/api/quit", _ => Quit());
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

    private int Number(PageRequest request) => request.Int("number", 0, store.Count - 1);

    private object Session()
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
        };
    }

    private static object DiscOf(int radius)
    {
        var disc = Disc.Of(radius);
        return new { first = disc.First.ToArray(), last = disc.Last.ToArray() };
    }

    private object Sample(int number)
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
    private byte[] Mask(int number) => store.Use(number, sample =>
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

    private object Polygons(int number) => store.Use(number, sample => store.Settings.Labels.Select(label => new { label.Id, rings = Outlines.Of(sample.Mask, (byte)label.Id) }).ToList());

    private EditAnswer Edit(int number, EditRequest request)
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
    }

    private object Save(int number) => store.Use(number, sample => new { sha256 = sample.Save(), version = sample.Version });

    private EditAnswer Prelabel(int number)
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
    private EditAnswer Resolve(int number, Resolution resolution) => store.Use(number, sample =>
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

    private Answer Quit()
    {
        store.SaveAll();
        stop.Request(0);
        return Answer.Json(new { });
    }

    /// <summary>The version that takes the place of the sample's.</summary>
    /// <param name="Branch">Its name.</param>
    internal sealed record Resolution(string Branch);
}
