using System.Globalization;
using System.Text;
using Thelper.Imaging.Plots;

namespace Thelper.Viz.TensorBoard;

/// <summary>Appends events to one TensorBoard file, kept open and buffered; safe to call from several threads.</summary>
/// <remarks>Resuming a session makes a new file in the same folder: TensorBoard reads them as one run.</remarks>
public sealed class EventWriter : IDisposable
{
    private readonly Lock gate = new();
    private readonly RecordStream records;
    private readonly List<(string Tag, PlotImage Image, double Time, long Step)> pending = [];
    private bool disposed;

    /// <summary>Makes the folder if needed, and in it the file <c>events.out.tfevents.SECONDS.HOST</c>.</summary>
    /// <param name="folder">The folder of the run.</param>
    public EventWriter(string folder)
    {
        Directory.CreateDirectory(folder);
        var now = DateTimeOffset.UtcNow;
        Path = FreePath(folder, now.ToUnixTimeSeconds());
        records = new RecordStream(new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16));
        Write(EventEncoder.Version(Seconds(now)));
        records.Flush();
    }

    /// <summary>The event file.</summary>
    public string Path { get; }

    /// <summary>Adds a number.</summary>
    /// <param name="tag">The name of the curve, such as <c>epoch/loss</c>.</param>
    /// <param name="value">The number, stored in single precision.</param>
    /// <param name="step">The iteration or epoch.</param>
    public void AddScalar(string tag, double value, long step) =>
        Write(EventEncoder.Summary(Now(), step, EventEncoder.Scalar(tag, (float)value)));

    /// <summary>Adds a text, which TensorBoard shows as Markdown.</summary>
    /// <param name="tag">The name of the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="step">The iteration or epoch.</param>
    public void AddText(string tag, string text, long step) =>
        Write(EventEncoder.Summary(Now(), step, EventEncoder.Text(tag + "/text_summary", text)));

    /// <summary>Adds what TensorBoard's table of hyperparameters shows of a run: once, at its beginning.</summary>
    /// <param name="settings">Numbers, texts and truth values by name.</param>
    /// <param name="metrics">Tags of the numbers that the table shows.</param>
    public void AddHyperparameters(IReadOnlyDictionary<string, object> settings, IReadOnlyList<string> metrics)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(metrics);
        var now = Now();
        Write(EventEncoder.Summary(now, 0, Hyperparameters.Experiment(settings, metrics, now)));
        Write(EventEncoder.Summary(now, 0, Hyperparameters.Start(settings, now)));
    }

    /// <summary>Adds how a run ended whose hyperparameters were added.</summary>
    /// <param name="isGood">Whether it ended well.</param>
    public void EndHyperparameters(bool isGood) => Write(EventEncoder.Summary(Now(), 0, Hyperparameters.End(isGood, Now())));

    /// <summary>Adds a chart that was saved before. It enters the file at the first flush after its rendering.</summary>
    /// <param name="tag">The name of the picture.</param>
    /// <param name="image">The chart.</param>
    /// <param name="step">The iteration or epoch.</param>
    public void AddImage(string tag, PlotImage image, long step)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            pending.Add((tag, image, Now(), step));
        }
    }

    /// <summary>Adds the distribution of some values; those that are not finite are left out.</summary>
    /// <param name="tag">The name of the distribution.</param>
    /// <param name="values">The values; nothing is written when none is finite.</param>
    /// <param name="step">The iteration or epoch.</param>
    public void AddHistogram(string tag, ReadOnlySpan<float> values, long step)
    {
        if (Histogram.Of(values) is { } histogram)
        {
            Write(EventEncoder.Summary(Now(), step, EventEncoder.Distribution(tag, histogram)));
        }
    }

    /// <summary>Adds a graph of layers. TensorBoard shows the last one of a run.</summary>
    /// <param name="nodes">The boxes; nothing is written when there is none.</param>
    public void AddGraph(IReadOnlyList<GraphNode> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Count > 0)
        {
            Write(EventEncoder.Graph(Now(), nodes));
        }
    }

    /// <summary>Hands everything to the operating system, charts included that have been rendered by now.</summary>
    public void Flush()
    {
        lock (gate)
        {
            WriteImages(all: false);
            records.Flush();
        }
    }

    /// <summary>Waits for outstanding charts and closes the file.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            WriteImages(all: true);
            disposed = true;
            records.Dispose();
        }
    }

    private static string FreePath(string folder, long seconds)
    {
        var host = new StringBuilder(Environment.MachineName).Replace('/', '-').ToString();
        var path = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds}.{host}"));
        var free = path;
        for (var i = 1; File.Exists(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{path}.{i}");
        }

        return free;
    }

    private static double Now() => Seconds(DateTimeOffset.UtcNow);

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private void Write(byte[] record)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            records.Write(record);
        }
    }

    private void WriteImages(bool all)
    {
        for (var i = 0; i < pending.Count; i++)
        {
            var (tag, image, time, step) = pending[i];
            if (!all && !image.IsRendered)
            {
                continue;
            }

            if (image.ReadPng() is { } png)
            {
                records.Write(EventEncoder.Summary(time, step, EventEncoder.Image(tag, image.Width, image.Height, png)));
            }

            pending.RemoveAt(i--);
        }
    }
}
