using System.Collections.Concurrent;
using Thelper.Torch.Serialization;

namespace Thelper.Imaging.Plots;

/// <summary>Renders charts one after another on a background thread, in one gnuplot process for the life of the program.</summary>
/// <remarks>A chart is an extra: what goes wrong here is reported once through <see cref="Problem"/> and never stops the caller.</remarks>
public static class PlotRenderer
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(20);
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Reported = [];
    private static BlockingCollection<PlotImage>? queue;
    private static PlotImage? last;
    private static int ended;

    /// <summary>Receives the first problem of each kind, as a sentence for the user. Standard error unless replaced.</summary>
    public static Action<string> Problem { get; set; } = Console.Error.WriteLine;

    /// <summary>Waits until every chart saved so far lies on disk. The program's exit does this too.</summary>
    /// <param name="limit">How long to wait for each of them.</param>
    /// <returns>False when charts are still outstanding, and none was finished in that time.</returns>
    public static bool Flush(TimeSpan limit)
    {
        PlotImage? newest;
        lock (Gate)
        {
            newest = last;
        }

        if (newest is null)
        {
            return true;
        }

        // gnuplot runs at a low priority: beside other programs many charts take long, and no single one does.
        for (var seen = Volatile.Read(ref ended); !newest.Wait(limit); seen = Volatile.Read(ref ended))
        {
            if (Volatile.Read(ref ended) == seen)
            {
                return false;
            }
        }

        return true;
    }

    internal static void Enqueue(PlotImage image)
    {
        lock (Gate)
        {
            if (queue is null)
            {
                queue = [];
                new Thread(Work) { IsBackground = true, Name = "plots" }.Start(queue);
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Flush(ExitPatience);
            }

            last = image;
            queue.Add(image);
        }
    }

    private static void Work(object? state)
    {
        Gnuplot? gnuplot = null;
        foreach (var image in ((BlockingCollection<PlotImage>)state!).GetConsumingEnumerable())
        {
            byte[]? png = null;
            try
            {
                if (image.Encoded is null)
                {
                    gnuplot ??= Gnuplot.Start();
                }

                png = image.Encoded ?? gnuplot!.Render(image);
                AtomicFile.Write(image.Path!, stream => stream.Write(png));
            }
            catch (PlotException error)
            {
                gnuplot?.Dispose();
                gnuplot = null;
                Report(error.Message.Split(':')[0], error.Message);
            }
            catch (UserErrorException error)
            {
                Report(nameof(AtomicFile), $"the chart is lost: {error.Message}");
            }
            finally
            {
                Interlocked.Increment(ref ended);
                image.Complete(png);
            }
        }
    }

    private static void Report(string kind, string message)
    {
        if (Reported.Add(kind))
        {
            Problem(PrintableText.Of(message));
        }
    }
}
