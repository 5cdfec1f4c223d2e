using System.IO.Compression;
using System.Text;
using Thelper.Testing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Damaged files, and files of other kinds, give one message that names the file, and leave no tensor behind.</summary>
[NoLeaks]
public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_no_checkpoint_is_said()
    {
        Refused(folder["missing.pth"]).ShouldEndWith("does not exist");
        Directory.CreateDirectory(folder["directory"]);
        Refused(folder["directory"]).ShouldContain("is a folder");
        Refused(Write("empty.pth", [])).ShouldEndWith("is empty");
        Refused(Write("text.pth", "just a text"u8)).ShouldContain("not a PyTorch checkpoint");
        Refused(Write("pickle.pth", File.ReadAllBytes(Golden.PathOf("raw2.pkl")))).ShouldContain("not a PyTorch checkpoint");
        Refused("/dev/null").ShouldContain("is a device");
    }

    [Fact]
    public void Other_zip_archives_are_told_apart()
    {
        Refused(Zip("other.zip", ("a.txt", "text"))).ShouldContain("'data.pkl'");
        Refused(Zip("script.pt", ("m/data.pkl", "."), ("m/constants.pkl", "."), ("m/version", "3"))).ShouldContain("TorchScript");
        Refused(Zip("big.pth", ("m/data.pkl", "\u0080\u0002N."), ("m/version", "3"), ("m/byteorder", "big"))).ShouldContain("'big'-endian");
        Refused(Zip("new.pth", ("m/data.pkl", "\u0080\u0002N."), ("m/version", "11"))).ShouldContain("version '11'");
        Refused(Zip("none.pth", ("m/data.pkl", "\u0080\u0002N."))).ShouldContain("'version'");
        Refused(Zip("two.pth", ("m/data.pkl", "."), ("n/data.pkl", "."), ("m/version", "3"))).ShouldContain("'data.pkl'");
        Refused(Zip("double.pth", ("m/data.pkl", "."), ("m/data.pkl", "."))).ShouldContain("overlap");
        Checkpoints.Load(Zip("good.pth", ("m/data.pkl", "\u0080\u0002K\u0007."), ("m/version", "3\n"))).ShouldBe(7L);
    }

    [Fact]
    public void Compressed_records_are_read_as_torch_load_reads_them()
    {
        using var weights = rand([50, 40]);
        Checkpoints.Save(new PyDict { ["weights"] = weights, ["epoch"] = 3L }, folder["stored.pth"]);
        using (var stored = ZipFile.OpenRead(folder["stored.pth"]))
        using (var packed = ZipFile.Open(folder["packed.pth"], ZipArchiveMode.Create))
        {
            foreach (var record in stored.Entries)
            {
                using var from = record.Open();
                using var to = packed.CreateEntry(record.FullName, CompressionLevel.Optimal).Open();
                from.CopyTo(to);
            }
        }

        using var scope = NewDisposeScope();
        var loaded = (PyDict)Checkpoints.Load(folder["packed.pth"])!;
        loaded["epoch"].ShouldBe(3L);
        equal((Tensor)loaded["weights"]!, weights).ShouldBeTrue();
    }

    [Fact]
    public void What_unpacks_to_far_more_than_the_file_is_refused()
    {
        using (var archive = ZipFile.Open(folder["small.pth"], ZipArchiveMode.Create))
        {
            using (var stream = archive.CreateEntry("m/version", CompressionLevel.NoCompression).Open())
            {
                stream.Write("3"u8);
            }

            using var bomb = archive.CreateEntry("m/data.pkl", CompressionLevel.Optimal).Open();
            bomb.Write(new byte[1 << 24]);
        }

        Refused(folder["small.pth"]).ShouldContain("unpack to more than 100 times its size");
    }

    [Fact]
    public void Big_endian_files_of_the_older_layout_are_refused_by_name()
    {
        var bytes = File.ReadAllBytes(Golden.PathOf("views-legacy.pth"));
        var at = bytes.AsSpan().IndexOf("little_endian"u8) + "little_endian".Length;
        while (bytes[at] != 0x88)
        {
            at++;
        }

        bytes[at] = 0x89;
        Refused(Write("big.pth", bytes)).ShouldContain("big-endian");
    }

    [Theory]
    [InlineData("views.pth")]
    [InlineData("plain.pth")]
    [InlineData("weights-legacy.pth")]
    [InlineData("plain-legacy.pth")]
    public void A_file_cut_anywhere_is_refused(string name)
    {
        var bytes = File.ReadAllBytes(Golden.PathOf(name));
        for (var length = 1; length < bytes.Length; length += 1 + (bytes.Length / 150))
        {
            Refused(Write("cut.pth", bytes.AsSpan(0, length)));
        }

        Refused(Write("cut.pth", bytes.AsSpan(0, bytes.Length - 1)));
    }

    [Theory]
    [InlineData("views.pth")]
    [InlineData("weights.pth")]
    public void A_flipped_bit_in_any_record_is_found(string name)
    {
        var bytes = File.ReadAllBytes(Golden.PathOf(name));
        var records = new List<string>();
        using (var archive = ZipFile.OpenRead(Golden.PathOf(name)))
        {
            foreach (var record in archive.Entries.Where(record => record.Length > 0))
            {
                using var stream = record.Open();
                var contents = new byte[record.Length];
                stream.ReadExactly(contents);
                var at = bytes.AsSpan().IndexOf(contents) + (contents.Length / 2);
                bytes[at] ^= 4;
                if (!record.FullName.EndsWith("/version", StringComparison.Ordinal))
                {
                    Refused(Write("flipped.pth", bytes)).ShouldContain("checksum");
                    records.Add(record.FullName);
                }

                bytes[at] ^= 4;
            }
        }

        records.Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Damage_in_the_last_storage_leaves_no_tensors_of_the_others()
    {
        // The class checks that no native handle is left.
        var bytes = File.ReadAllBytes(Golden.PathOf("dtypes.pth"));
        using (var archive = ZipFile.OpenRead(Golden.PathOf("dtypes.pth")))
        {
            archive.Entries.Count(record => record.FullName.Contains("/data/", StringComparison.Ordinal)).ShouldBeGreaterThan(10);
        }

        // The scalar 3.25 is the last storage that has contents.
        var at = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0, 0, 0x50, 0x40]);
        bytes[at] ^= 1;
        Refused(Write("flipped.pth", bytes)).ShouldContain("checksum");
    }

    private string Write(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(folder[name], bytes);
        return folder[name];
    }

    private string Zip(string name, params (string Name, string Contents)[] records)
    {
        using var stream = File.Create(folder[name]);
        var archive = new Thelper.Torch.Serialization.Containers.ZipWriter(stream);
        foreach (var record in records)
        {
            archive.Add(record.Name, Encoding.Latin1.GetBytes(record.Contents));
        }

        archive.Finish();
        return folder[name];
    }

    private static string Refused(string path)
    {
        var message = Should.Throw<CheckpointException>(() => Checkpoints.Load(path)).Message;
        message.ShouldStartWith(path);
        return message;
    }
}
