using System.Buffers.Binary;
using System.IO.Compression;
using Thelper.Testing;

namespace Thelper.Imaging.Tests;

/// <summary>Small files that would take minutes or gigabytes to decode.</summary>
[NoLeaks]
public sealed class ImageBombTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("thelper-image-bomb-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_JPEG_whose_scans_pass_over_the_picture_too_often_is_refused()
    {
        var path = Path.Combine(folder.FullName, "scans.jpg");

        FileFuzz.Refuses(path, Jpeg(4096, 14_000), () => ImageCodec.Decode(path).Dispose()).Message.ShouldContain("a JPEG of 14001 scans");
        FileFuzz.Refuses(path, Jpeg(4096, 512), () => ImageCodec.DecodeRegion(path, (_, _) => new ImageRegion(0, 0, 8, 8)).Dispose()).Message.ShouldContain("a JPEG of 513 scans");
    }

    [Fact]
    public void A_small_picture_may_have_many_scans()
    {
        using var image = ImageCodec.Decode(Jpeg(64, 600));
        image.shape.ShouldBe([64, 64, 3]);
    }

    [Theory]
    [InlineData("zTXt", "\0\0")]
    [InlineData("iTXt", "\0\u0001\0\0\0")]
    public void Packed_texts_of_a_PNG_are_not_unpacked(string kind, string head)
    {
        var bytes = ImagingGolden.Bytes("color.png");
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(new byte[7_900_000]);
        }

        // Behind the header, which is the first chunk.
        const int start = 8 + 25;
        var texts = Enumerable.Range(0, 200).SelectMany(i => Chunk(kind, [.. System.Text.Encoding.ASCII.GetBytes($"k{i}{head}"), .. packed.ToArray()]));
        byte[] bomb = [.. bytes[..start], .. texts, .. bytes[start..]];
        using var expected = ImageCodec.Decode(bytes, DecodeMode.Unchanged);
        var before = NativeHeap.InUse;
        var peak = ResidentMemory.ResetPeak();

        using var image = ImageCodec.Decode(bomb, DecodeMode.Unchanged);

        (ResidentMemory.Peak - peak).ShouldBeLessThan(256L << 20);
        (NativeHeap.InUse - before).ShouldBeLessThan(16L << 20);
        image.equal(expected).ShouldBeTrue();
    }

    [Fact]
    public void An_operation_makes_no_image_above_the_limit()
    {
        using var image = Torch.torch.zeros([4, 4, 3], Torch.torch.uint8);
        Should.Throw<ImageException>(() => ImageOps.Resize(image, 1_000_000, 1_000_000)).Message.ShouldContain("1000000×1000000 pixels would have more than the limit");
    }

    private static byte[] Chunk(string kind, byte[] content)
    {
        byte[] chunk = [0, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(kind), .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), ImageCodecTests.Crc32(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    // Grey and progressive (ITU T.81, annex G): one scan of the means, all zero, then scans that say "nothing" of 32,767 blocks in 15 bits.
    private static byte[] Jpeg(int side, int scans)
    {
        var blocks = side / 8 * (side / 8);
        var nothing = Bits(string.Concat(Enumerable.Repeat("0" + new string('1', 14), (blocks + 32766) / 32767)));
        var bytes = new List<byte> { 0xff, 0xd8 };
        Segment(0xdb, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Segment(0xc2, [8, (byte)(side >> 8), (byte)side, (byte)(side >> 8), (byte)side, 1, 1, 0x11, 0]);
        Segment(0xc4, [0, 1, .. new byte[15], 0]);
        Segment(0xc4, [0x10, 1, .. new byte[15], 0xe0]);
        Segment(0xda, [1, 1, 0, 0, 0, 0]);
        bytes.AddRange(new byte[(blocks + 7) / 8]);
        for (var i = 0; i < scans; i++)
        {
            var band = (byte)(1 + (i % 63));
            Segment(0xda, [1, 1, 0, band, band, 0]);
            bytes.AddRange(nothing);
        }

        return [.. bytes, 0xff, 0xd9];

        void Segment(byte marker, byte[] content) => bytes.AddRange([0xff, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);
    }

    private static byte[] Bits(string bits) => [.. bits.Chunk(8).SelectMany(byteOf =>
    {
        var value = Convert.ToByte(new string(byteOf).PadRight(8, '1'), 2);
        return value == 0xff ? new byte[] { value, 0 } : [value];
    })];
}
