using System.IO.Compression;
using Thelper.Testing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>
/// Mutated files are read or refused; there is no third way, no handle is left, and memory stays bounded.
/// A few seconds' worth in every run of the tests; <see cref="FuzzRounds"/> says how to have more.
/// </summary>
[NoLeaks]
public sealed class CheckpointFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const long AllowedGrowth = 256L << 20;
    private readonly TemporaryFolder folder = new();

    private delegate void Read(Stream stream);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        // The older layout has no checksums, so mutations reach everything behind the pickle machine.
        string[] names =
        [
            "plain.pth", "views.pth", "weights-legacy.pth", "views-legacy.pth", "numpy-legacy.pth", "plain-legacy.pth", "forms/sharing-legacy.pth",
            "forms/sparse-legacy.pth", "forms/views-old-legacy.pth", "forms/numpy-more-legacy.pth", "forms/protocol0-plain-legacy.pth", "forms/protocol4-tensor-legacy.pth",
        ];
        var seeds = names.Select(name => File.ReadAllBytes(Golden.PathOf(name))).ToArray();
        Fuzz("files", 2, (random, round) => Mutation.Apply(seeds[round % seeds.Length], random), LoadCheckpoint);
    }

    [Fact]
    public void Mutated_pickles_with_valid_checksums_are_read_or_refused()
    {
        string[] names =
        [
            "plain.pth", "views.pth", "weights.pth", "numpy.pth", "protocol5.pth", "protocol1.pth", "forms/sharing.pth", "forms/sparse.pth", "forms/numpy-more.pth",
            "forms/newer-v3.pth", "forms/named.pth", "forms/refused-quantized.pth", "forms/refused-numpy-structured.pth",
        ];
        var seeds = names.Select(ReadRecords).ToArray();
        Fuzz("pickles", 2, (random, round) =>
        {
            var (pickle, storages) = seeds[round % seeds.Length];
            return PickleBuilder.Build(Mutation.Apply(pickle, random), storages);
        }, LoadCheckpoint);
    }

    [Fact]
    public void Mutated_compressed_files_are_read_or_refused()
    {
        string[] names = ["plain.pth", "views.pth", "weights.pth", "numpy.pth", "protocol5.pth", "forms/sharing.pth"];
        var seeds = names.Select(ReadRecords).ToArray();
        Fuzz("compressed", 1, (random, round) =>
        {
            // Half of the damage is to the file, where the checksums find most of it, half to what the compression holds.
            var (pickle, storages) = seeds[round % seeds.Length];
            var whole = round % 2 == 0;
            var file = Compressed(whole ? pickle : Mutation.Apply(pickle, random), storages);
            return whole ? Mutation.Apply(file, random) : file;
        }, LoadCheckpoint);
    }

    [Fact]
    public void Mutated_safetensors_are_read_or_refused()
    {
        var seeds = new[] { "all.safetensors", "all-utf8.safetensors" }.Select(name => File.ReadAllBytes(Golden.PathOf("safetensors/" + name))).ToArray();
        Fuzz("safetensors", 1, (random, round) =>
        {
            var seed = seeds[round % seeds.Length];
            if (round % 3 == 0)
            {
                return Mutation.Apply(seed, random);
            }

            // Most mutations would make the length wrong; with the right one they reach the checks behind it.
            var length = (int)BitConverter.ToInt64(seed);
            var header = Mutation.Apply(seed[8..(8 + length)], random);
            return [.. BitConverter.GetBytes((long)header.Length), .. header, .. seed[(8 + length)..]];
        }, stream =>
        {
            foreach (var (_, tensor) in Safetensors.Load(stream))
            {
                tensor.Dispose();
            }
        });
    }

    /// <summary>What fuzzing found once, and what is near to it.</summary>
    public static TheoryData<string> Regressions => [.. Corpus.Names];

    [Theory]
    [MemberData(nameof(Regressions))]
    public void Regressions_are_read_or_refused(string name)
    {
        using var stream = new MemoryStream(Corpus.Build(name));
        var memory = GC.GetTotalAllocatedBytes();

        // With a smaller budget than the usual one, the tests need not wait until that is used up.
        var limits = new LoadLimits { MaxPickleBytes = 16 << 20 };
        Endless.Forbid(() => Should.Throw<CheckpointException>(() => Checkpoints.Load(stream, limits)).Message.ShouldStartWith("the stream"));
        (GC.GetTotalAllocatedBytes() - memory).ShouldBeLessThan(AllowedGrowth);
    }

    private static void LoadCheckpoint(Stream stream) => Checkpoints.Release(Checkpoints.Load(stream));

    private static (byte[] Pickle, (string Key, byte[] Data)[] Storages) ReadRecords(string name)
    {
        using var archive = ZipFile.OpenRead(Golden.PathOf(name));
        var records = archive.Entries.ToDictionary(record => record.FullName[(record.FullName.IndexOf('/') + 1)..], record =>
        {
            using var stream = record.Open();
            var contents = new byte[record.Length];
            stream.ReadExactly(contents);
            return contents;
        });
        return (records["data.pkl"], [.. records.Where(record => record.Key.StartsWith("data/", StringComparison.Ordinal))
            .Select(record => (record.Key["data/".Length..], record.Value))]);
    }

    private static byte[] Compressed(byte[] pickle, (string Key, byte[] Data)[] storages)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            (string Name, byte[] Data)[] records = [("data.pkl", pickle), .. storages.Select(storage => ("data/" + storage.Key, storage.Data)), ("version", "3\n"u8.ToArray())];
            foreach (var (name, data) in records)
            {
                using var record = archive.CreateEntry("x/" + name, CompressionLevel.SmallestSize).Open();
                record.Write(data);
            }
        }

        return stream.ToArray();
    }

    private void Fuzz(string kind, int share, Func<Random, int, byte[]> make, Read read)
    {
        // The first load also loads libtorch, whose memory is not what is asked for.
        Checkpoints.Release(Checkpoints.Load(Golden.PathOf("views.pth")));
        var memory = ResidentMemory.ResetPeak();
        var handles = Diagnostics.LiveHandles;
        var rounds = FuzzRounds.Run(
            kind,
            make,
            bytes =>
            {
                using var stream = new MemoryStream(bytes, writable: false);
                read(stream);
            },
            error => error is CheckpointException,
            FuzzRounds.Wanted * share / 5);

        var growth = ResidentMemory.Peak - memory;
        output.WriteLine($"{kind}: {rounds.Count} mutations, {rounds.Refused} refused, peak memory {growth >> 20} MiB above the start");
        Diagnostics.LiveHandles.ShouldBe(handles);
        rounds.RefusedEarly.ShouldBeGreaterThan(FuzzRounds.Early(0.2));
        growth.ShouldBeLessThan(AllowedGrowth);
    }
}
