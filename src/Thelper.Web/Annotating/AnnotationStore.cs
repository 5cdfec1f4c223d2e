using System.Globalization;
using Thelper.Data;
using Thelper.Gui;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Web.Annotating;

/// <summary>The samples of a session that is being annotated. Safe for several threads; samples are used one at a time.</summary>
internal sealed class AnnotationStore : IDisposable
{
    private const int KeptOpen = 16;
    private readonly Lock gate = new();
    private readonly AnnotationSession session;
    private readonly List<(string Name, Dataset Dataset, int First, SampleRecord Record)> datasets = [];
    private readonly LinkedList<AnnotatedSample> open = new();
    private readonly byte[] states;
    private readonly Action<string> warn;

    /// <summary>Looks which samples are annotated, and by the records of the data sets which files are whose; writes these again.</summary>
    /// <param name="session">The session.</param>
    /// <param name="truths">Of samples that are as they are read, and begin as their truths; null for samples that begin empty.</param>
    /// <exception cref="UserErrorException">Its folder cannot be written, or has the annotations of other samples: then nothing is.</exception>
    public AnnotationStore(AnnotationSession session, TruthLabels? truths = null)
    {
        (this.session, Truths) = (session, truths);
        var log = session.Environment.Log.For("thelper.gui.annotators");
        warn = log.Warn;
        Pictures = new(session.Settings.SampleInputKey, isRaw: truths is not null);
        LabelIds = session.Settings.Labels.Select(label => label.Id).Append(session.Settings.BackgroundId).ToHashSet();
        foreach (var (name, dataset) in session.Datasets)
        {
            datasets.Add((name, dataset, Count, RecordOf(name, dataset)));
            Count = checked(Count + dataset.Count);
        }

        states = new byte[Count];
        foreach (var (name, dataset, first, record) in datasets)
        {
            var (masks, journals) = (MasksOf(name), JournalsOf(name));
            Directory.CreateDirectory(masks);
            Directory.CreateDirectory(journals);
            AtomicFile.RemoveOrphans(masks);
            var (saved, begun) = (NumbersIn(masks, ".png").ToHashSet(), NumbersIn(journals, ".journal").ToHashSet());
            for (var index = 0; index < dataset.Count; index++)
            {
                var number = record.NumberOf(index);
                states[first + index] = (byte)(saved.Contains(number) ? SampleState.Saved : begun.Contains(number) ? SampleState.Begun : SampleState.Untouched);
            }

            record.Write(new OrderedDictionary<string, object?>
            {
                ["session_name"] = Name,
                ["logstamp"] = session.Directory.Stamp.ToString(),
                ["version"] = session.Version,
                ["dataset"] = dataset.ToString(),
            });
        }
    }

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>The settings.</summary>
    public ImageSegmentAnnotator Settings => session.Settings;

    /// <summary>The session's name.</summary>
    public string Name => session.Directory.Name;

    /// <summary>The session's folder.</summary>
    public string Folder => session.Directory.Path;

    /// <summary>Ids that edits may use, the background's included.</summary>
    public IReadOnlySet<int> LabelIds { get; }

    /// <summary>Makes annotations of truths, which are corrected; null where nothing is known of samples before.</summary>
    public TruthLabels? Truths { get; }

    /// <summary>The images.</summary>
    public Pictures Pictures { get; }

    /// <summary>The data sets: name, number of samples.</summary>
    public IEnumerable<(string Name, Dataset Dataset)> Datasets => datasets.Select(entry => (entry.Name, entry.Dataset));

    /// <summary>What was done to each sample.</summary>
    public IReadOnlyList<SampleState> States => [.. states.Select(state => (SampleState)state)];

    /// <summary>What was done to a sample.</summary>
    /// <param name="number">Its number over all data sets.</param>
    public SampleState StateOf(int number) => (SampleState)states[number];

    /// <summary>Where a sample is.</summary>
    /// <param name="number">Its number over all data sets.</param>
    public (SamplePlace Place, Dataset Dataset) Locate(int number)
    {
        var (name, dataset, first, _) = EntryOf(number);
        return (new(number, name, number - first), dataset);
    }

    /// <summary>The files of a sample.</summary>
    /// <param name="number">Its number over all data sets.</param>
    public SampleFiles FilesOf(int number)
    {
        var (name, _, first, record) = EntryOf(number);
        return SampleFiles.Of(Folder, name, record.NumberOf(number - first));
    }

    /// <summary>The number of a sample over all data sets.</summary>
    /// <param name="dataset">Its data set.</param>
    /// <param name="index">Its number there.</param>
    public int NumberOf(string dataset, int index) => datasets.Find(entry => entry.Name == dataset).First + index;

    /// <summary>The image of a sample.</summary>
    /// <param name="number">Its number.</param>
    public Picture PictureOf(int number)
    {
        var (place, dataset) = Locate(number);
        return Pictures.Of(number, dataset, place.Index);
    }

    /// <summary>The truth of a sample in its data set.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>Mask, boxes and class; null where truths are not corrected.</returns>
    /// <exception cref="UserErrorException">The sample cannot be read.</exception>
    public (LabelMask Mask, Objects Objects)? TruthOf(int number)
    {
        if (Truths is null)
        {
            return null;
        }

        var (place, dataset) = Locate(number);
        var picture = PictureOf(number);
        using var scope = torch.NewDisposeScope();
        using var sample = AnnotationSession.LoadRaw(dataset, place.Index);
        return Truths.Of(dataset.Task.GtKey is { } key ? sample.GetValueOrDefault(key) : null, picture.Width, picture.Height);
    }

    /// <summary>The brush for a sample.</summary>
    /// <param name="picture">Its image.</param>
    public Brush BrushFor(Picture picture) => Brush.For(Settings.LongestSide, Settings.WindowSize, Settings.BarSize, picture.Width, picture.Height);

    /// <summary>Does something with a sample, which is opened where it is not.</summary>
    /// <typeparam name="T">What comes out.</typeparam>
    /// <param name="number">Its number.</param>
    /// <param name="use">Does it.</param>
    public T Use<T>(int number, Func<AnnotatedSample, T> use)
    {
        // Decoding takes longer than all else: nobody waits for it who wants another sample.
        var picture = PictureOf(number);
        lock (gate)
        {
            var sample = Open(number, picture);
            try
            {
                return use(sample);
            }
            finally
            {
                Note(sample);
            }
        }
    }

    /// <summary>Saves what is open and not saved.</summary>
    public void SaveAll()
    {
        lock (gate)
        {
            foreach (var sample in open.Where(sample => !sample.IsSaved && sample.Version > 0))
            {
                sample.Save();
                Note(sample);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var sample in open)
            {
                sample.Dispose();
            }

            open.Clear();
        }
    }

    private void Note(AnnotatedSample sample)
    {
        ref var state = ref states[sample.Place.Number];
        state = (byte)(sample.IsSaved ? SampleState.Saved : sample.Version > 0 ? SampleState.Begun : (SampleState)state);
    }

    private AnnotatedSample Open(int number, Picture picture)
    {
        if (open.FirstOrDefault(other => other.Place.Number == number) is { } known)
        {
            open.Remove(known);
            if ((known.Mask.Width, known.Mask.Height) == (picture.Width, picture.Height))
            {
                open.AddFirst(known);
                return known;
            }

            // The image was replaced by one of another size: what follows says what can be done. The edits are in the journal.
            known.Dispose();
        }

        if (open.Count >= KeptOpen)
        {
            var oldest = open.Last!.Value;
            if (!oldest.IsSaved && oldest.Version > 0)
            {
                oldest.Save();
                Note(oldest);
            }

            open.RemoveLast();
            oldest.Dispose();
        }

        var (place, _) = Locate(number);
        var sample = new AnnotatedSample(place, FilesOf(number), () => TruthOf(number) ?? (new(picture.Width, picture.Height, (byte)Settings.DefaultFillId), Objects.None), picture.Width, picture.Height, LabelIds, warn);
        open.AddFirst(sample);
        return sample;
    }

    private (string Name, Dataset Dataset, int First, SampleRecord Record) EntryOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        return datasets.FindLast(entry => entry.First <= number && entry.Dataset.Count > 0);
    }

    private string MasksOf(string name) => Path.Combine(Folder, SampleFiles.MaskFolder, name);

    private string JournalsOf(string name) => Path.Combine(Folder, "logs", SampleFiles.MaskFolder, name);

    private SampleRecord RecordOf(string name, Dataset dataset)
    {
        var (masks, journals) = (MasksOf(name), JournalsOf(name));
        var begun = NumbersIn(journals, ".journal").ToList();
        var used = NumbersIn(masks, ".png").Concat(NumbersIn(masks, ".json")).ToHashSet();
        if (used.Count == 0 && begun.TrueForAll(number => Journal.IsBare(SampleFiles.Of(Folder, name, number).Journal)))
        {
            // Samples were looked at, and nothing is annotated: they may be other ones by now.
            begun.ForEach(number => File.Delete(SampleFiles.Of(Folder, name, number).Journal));
            begun.Clear();
        }

        used.UnionWith(begun);
        return SampleRecord.Open(Path.Combine(masks, "metadata.log"), [.. Enumerable.Range(0, dataset.Count).Select(dataset.Describe)], used, warn);
    }

    private static IEnumerable<int> NumbersIn(string folder, string ending) =>
        (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*" + ending) : [])
            .Select(file => int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(number => number >= 0);
}
