using System.Globalization;
using Thelper.Testing;

namespace Thelper.Cli.Tests.Soak;

/// <summary>A session of many epochs keeps nothing of each: descriptors, live handles and memory stay flat.</summary>
[NoLeaks]
public class LongSessionSoakTests
{
    // What a session keeps of each epoch by design is its outputs, in lists and dictionaries.
    private const long AllowedBytes = 8 << 10;

    private const string Usage = """
        using System.Globalization;
        using System.Runtime.InteropServices;
        using Thelper.Torch;
        using Thelper.Train;

        public static class Usage
        {
            private static int last = -1;

            public static void Note(IterationData iteration)
            {
                if (iteration.EpochIndex != last)
                {
                    last = iteration.EpochIndex;
                    var managed = GC.GetTotalMemory(forceFullCollection: true);
                    var native = mallinfo2();
                    File.AppendAllText("usage", string.Create(CultureInfo.InvariantCulture,
                        $"{Directory.GetFiles("/proc/self/fd").Length} {torch.Diagnostics.LiveHandles} {managed} {native.Used + native.Mapped}\n"));
                }
            }

            [DllImport("libc")]
            private static extern Info mallinfo2();

            [StructLayout(LayoutKind.Sequential)]
            private struct Info
            {
                public nuint Arena, FreeChunks, FastChunks, MappedBlocks, Mapped, Peak, FreeFast, Used, Free, Releasable;
            }
        }
        """;

    [Fact]
    public void Descriptors_handles_and_memory_stay_flat()
    {
        using var work = new Workspace();
        File.WriteAllText(work["Usage.cs"], Usage);
        var epochs = SoakRounds.IsLong ? 200 : 8;
        SoakProgram.Usual(work,
        [
            "new", "classif.json", "out", .. SoakSessions.Settings, "loaders.workers=2", "trainer.train_callback=Usage.cs:Usage.Note",
            string.Create(CultureInfo.InvariantCulture, $"trainer.epochs={epochs}"), string.Create(CultureInfo.InvariantCulture, $"trainer.save_freq={(epochs + 9) / 10}"),
        ]);
        var usage = File.ReadAllLines(work["usage"]).Select(line => line.Split(' ').Select(long.Parse).ToArray()).ToList();
        usage.Count.ShouldBe(epochs);

        // The first epochs fill caches, and an epoch that is the best and not saved yet is held as a copy while the next one runs: the least of a stretch is what stays.
        var (early, late) = (usage[(epochs / 4)..(epochs / 2)], usage[(epochs * 3 / 4)..]);
        long Growth(int what) => late.Min(one => one[what]) - early.Min(one => one[what]);
        Growth(0).ShouldBeLessThanOrEqualTo(0, "descriptors");
        Growth(1).ShouldBeLessThanOrEqualTo(0, "live handles");
        if (SoakRounds.IsLong)
        {
            Growth(2).ShouldBeLessThan(AllowedBytes * epochs / 2, "managed bytes");
            Growth(3).ShouldBeLessThan(AllowedBytes * epochs / 2, "native bytes");
        }

        SoakRounds.Count("epochs in one session", epochs);
    }
}
