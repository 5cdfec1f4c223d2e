using System.Diagnostics;
using System.IO.Compression;
using Thelper.Testing;

namespace Thelper.Torch.Serialization;

/// <summary>Mutated checkpoints are read or refused; there is no third way, and no handle is left.</summary>
[NoLeaks]
public sealed class CheckpointFuzzTests : IDisposable
{
    private const int Rounds = 2500;
    private const string Instructions = "()]}0125RbQtuesah.q\u0081\u0085\u0086\u0087\u0088\u0089\u008a\u0093\u0094";
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        // The older layout has no checksums, so mutations reach everything behind the pickle machine.
        string[] names = ["plain.pth", "views.pth", "weights-legacy.pth", "views-legacy.pth", "numpy-legacy.pth", "plain-legacy.pth"];
        var seeds = names.Select(name => File.ReadAllBytes(Golden.PathOf(name))).ToArray();
        Fuzz((random, round) => File.WriteAllBytes(folder["mutated.pth"], Mutate(seeds[round % seeds.Length], random)));
    }

    [Fact]
    public void Mutated_pickles_with_valid_checksums_are_read_or_refused()
    {
        string[] names = ["plain.pth", "views.pth", "weights.pth", "numpy.pth", "protocol5.pth", "protocol1.pth"];
        var seeds = names.Select(ReadRecords).ToArray();
        Fuzz((random, round) =>
        {
            var (pickle, storages) = seeds[round % seeds.Length];
            PickleBuilder.Save(folder["mutated.pth"], Mutate(pickle, random), storages);
        });
    }

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

    private static byte[] Mutate(byte[] source, Random random)
    {
        var bytes = source.ToList();
        for (var count = random.Next(1, 4); count > 0 && bytes.Count > 1; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)));
                    break;
                case 4:
                    bytes[at] = (byte)Instructions[random.Next(Instructions.Length)];
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(10) == 0 ? bytes.Count - at : 1);
                    break;
            }
        }

        return [.. bytes];
    }

    private void Fuzz(Action<Random, int> prepare)
    {
        // The first load also loads libtorch, which is not what the clock is for.
        Checkpoints.Release(Checkpoints.Load(Golden.PathOf("views.pth")));
        var clock = Stopwatch.StartNew();
        var (round, refused) = (0, 0);
        for (; round < Rounds && clock.Elapsed < Budget; round++)
        {
            prepare(new Random(round), round);
            try
            {
                Checkpoints.Release(Checkpoints.Load(folder["mutated.pth"]));
            }
            catch (CheckpointException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Mutation {round} was neither read nor refused.", exception);
            }
        }

        refused.ShouldBeGreaterThan(round / 4);
        round.ShouldBeGreaterThan(50);
    }
}
