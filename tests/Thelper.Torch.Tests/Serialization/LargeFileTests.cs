using System.Diagnostics;
using Thelper.Testing;
using Thelper.Torch.Serialization;
using Thelper.Torch.Serialization.Containers;
using Thelper.Torch.Serialization.Pickling;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>
/// Tensors above 4 GB: 64-bit fields in every layout, no array of that size, no second copy. They take disk (5 GB) and a minute, so they
/// run only where THELPER_LARGE=1 says so; the 64-bit fields themselves are tested everywhere (see <see cref="SaveTests"/>).
/// </summary>
[NoLeaks]
public sealed class LargeFileTests(ITestOutputHelper output) : IDisposable
{
    // Above the limits of 2 GB arrays and of 4 GB fields.
    private const long Bytes = (1L << 32) + (1L << 27);
    private const long AllowedExtra = 300L << 20;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_tensor_above_4_GB_is_written_and_read_in_the_zip_layout() =>
        RoundTrip(tensor => Checkpoints.Save(new object[] { tensor, tensor[Bytes - 5] }, folder["large"]), () =>
        {
            var list = (List<object?>)Checkpoints.Load(folder["large"])!;
            var (whole, part) = ((Tensor)list[0]!, (Tensor)list[1]!);
            ((long)part.DataPointer - whole.DataPointer).ShouldBe(Bytes - 5);
            part.Dispose();
            return whole;
        });

    [Fact]
    public void A_tensor_above_4_GB_is_written_and_read_as_safetensors() =>
        RoundTrip(tensor => Safetensors.Save([KeyValuePair.Create("t", tensor)], folder["large"]), () => Safetensors.Load(folder["large"])["t"]);

    [Fact]
    public void A_file_of_the_older_layout_above_4_GB_is_read()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("THELPER_LARGE") == "1", "set THELPER_LARGE=1 to run it");

        // PyTorch's small file, with its storage of three elements made larger; what lies between is a hole that takes no disk.
        var small = File.ReadAllBytes(Golden.Form("protocol2-tensor-legacy.pth"));
        var count = Bytes / 8;
        byte[] integer = [0x8a, 5, .. BitConverter.GetBytes(count)[..5]];
        var structure = small[..^(8 + (3 * 8))];
        var pickle = Replace(Replace(structure, [(byte)'K', 3, (byte)'N', (byte)'t'], [.. integer, (byte)'N', (byte)'t']), [(byte)'K', 3, 0x85], [.. integer, 0x85]);
        pickle.Length.ShouldBe(structure.Length + 10);
        using (var stream = File.Create(folder["large"]))
        {
            stream.Write(pickle);
            stream.Write(BitConverter.GetBytes(count));
            stream.Position += (count - 1) * 8;
            stream.Write(BitConverter.GetBytes(-7L));
        }

        using var scope = NewDisposeScope();
        var value = (PyDict)Checkpoints.Load(folder["large"])!;
        var tensor = (Tensor)value["t"]!;
        tensor.numel().ShouldBe(count);
        tensor[count - 1].ToInt64().ShouldBe(-7);
    }

    [Fact]
    public void Writing_allocates_no_copy_of_what_is_written()
    {
        // The memory of the tensor itself goes to the stream.
        using var page = ones([1 << 20], uint8);
        using var sink = new CountingStream();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var archive = new ZipWriter(sink);
        for (var i = 0; i < 64; i++)
        {
            archive.Add($"x/data/{i}", page.DataPointer, 1 << 20);
        }

        archive.Finish();
        sink.Written.ShouldBeGreaterThan(64L << 20);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    private static byte[] Replace(byte[] source, byte[] old, byte[] other)
    {
        var at = source.AsSpan().IndexOf(old);
        at.ShouldBeGreaterThan(0);
        source.AsSpan(at + 1).IndexOf(old).ShouldBe(-1);
        return [.. source[..at], .. other, .. source[(at + old.Length)..]];
    }

    private void RoundTrip(Action<Tensor> save, Func<Tensor> load)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("THELPER_LARGE") == "1", "set THELPER_LARGE=1 to run it");
        var start = ResidentMemory.ResetPeak();
        var clock = Stopwatch.StartNew();
        using (var scope = NewDisposeScope())
        {
            var tensor = zeros([Bytes], uint8);
            tensor[Bytes - 5].fill_(42);
            tensor[3_000_000_000].fill_(7);
            save(tensor);
        }

        var saved = clock.Elapsed;
        new FileInfo(folder["large"]).Length.ShouldBeGreaterThan(Bytes);
        using (var scope = NewDisposeScope())
        {
            var again = load();
            again.shape.ShouldBe([Bytes]);
            again[Bytes - 5].ToInt64().ShouldBe(42);
            again[3_000_000_000].ToInt64().ShouldBe(7);
            again[0].ToInt64().ShouldBe(0);
        }

        var extra = ResidentMemory.Peak - start - Bytes;
        output.WriteLine(FormattableString.Invariant(
            $"{Bytes >> 20} MiB: written in {saved.TotalSeconds:F1} s, read in {(clock.Elapsed - saved).TotalSeconds:F1} s, peak {extra >> 20} MiB beyond the tensor"));
        extra.ShouldBeLessThan(AllowedExtra);
    }

    private sealed class CountingStream : Stream
    {
        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer) => Written += buffer.Length;

        public override void Write(byte[] buffer, int offset, int count) => Written += count;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
