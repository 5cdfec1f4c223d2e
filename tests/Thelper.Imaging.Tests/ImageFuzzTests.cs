using System.Buffers.Binary;
using Thelper.Testing;

namespace Thelper.Imaging.Tests;

/// <summary>Damaged image files, and files that claim to be what they are not.</summary>
[NoLeaks]
public sealed class ImageFuzzTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("thelper-image-fuzz-");

    public static TheoryData<string> Names => [.. ImagingGolden.Files.Select(file => file.GetProperty("name").GetString()!).Distinct()];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_images_are_read_or_refused(string name)
    {
        var path = Write(name, ImagingGolden.Bytes(name));
        FileFuzz.Run(path, () => DecodeEveryWay(path));
    }

    // Without right checksums, libpng looks at no damaged piece.
    [Theory]
    [InlineData("alpha.png")]
    [InlineData("color.png")]
    [InlineData("deep.png")]
    public void Damaged_pieces_with_right_checksums_are_read_or_refused(string name)
    {
        var path = Write(name, ImagingGolden.Bytes(name));
        FileFuzz.Run(path, () => DecodeEveryWay(path), DamagePng);
    }

    [Fact]
    public void Damaged_TIFFs_of_every_compression_are_read_or_refused()
    {
        // None, LZW, deflate, pack bits; 259 is the encoder's setting and TIFF's own tag.
        using var image = Torch.torch.randint(0, 256, [37, 41, 3], Torch.torch.ScalarType.Byte);
        foreach (var compression in new[] { 1, 5, 8, 32773 })
        {
            var path = Write(FormattableString.Invariant($"c{compression}.tif"), ImageCodec.Encode(image, ".tif", 259, compression));
            FileFuzz.Run(path, () => DecodeEveryWay(path));
        }
    }

    [Theory]
    [InlineData("color.png", 60000, 60000)]
    [InlineData("color.png", 16000, 16000)]
    [InlineData("photo.jpg", 60000, 60000)]
    [InlineData("progressive.jpg", 16000, 16000)]
    [InlineData("photo.bmp", 60000, 60000)]
    [InlineData("photo.tif", 60000, 60000)]
    [InlineData("photo.tif", 16000, 16000)]
    [InlineData("photo.ppm", 60000, 60000)]
    [InlineData("photo.webp", 16383, 16383)]
    public void A_small_file_that_claims_a_huge_image_is_refused(string name, int width, int height)
    {
        var path = Path.Join(folder.FullName, name);
        var bytes = Claim(ImagingGolden.Bytes(name), Path.GetExtension(name), width, height);
        var message = FileFuzz.Refuses(path, bytes, () => ImageCodec.Decode(path).Dispose(), 64L << 20).ShouldBeOfType<ImageException>().Message;
        message.Length.ShouldBeLessThan(path.Length + 200);
        message.ShouldNotContain('\n');
        message.ShouldNotContain(".cpp");
    }

    [Fact]
    public void What_the_codec_says_is_in_the_message()
    {
        var bytes = ImagingGolden.Bytes("color.png").ToArray();
        bytes[29] ^= 1; // the checksum of the first piece
        var path = Write("bad.png", bytes);
        Should.Throw<ImageException>(() => ImageCodec.Decode(path)).Message.ShouldBe($"cannot decode image '{path}': it is damaged (IHDR: CRC error)");
    }

    private static void DecodeEveryWay(string path)
    {
        UserErrorException? error = null;
        foreach (var mode in Enum.GetValues<DecodeMode>())
        {
            try
            {
                ImageCodec.Decode(path, mode).Dispose();
            }
            catch (ImageException e)
            {
                error = e;
            }
        }

        try
        {
            ImageCodec.DecodeRegion(path, (width, height) => new ImageRegion(width / 3, height / 4, width - (width / 3), height - (height / 4))).Dispose();
        }
        catch (ImageException e)
        {
            error = e;
        }

        if (error is not null)
        {
            throw error;
        }
    }

    private static byte[] DamagePng(byte[] whole, Random random)
    {
        var bytes = whole.ToArray();
        for (var at = 8; at + 12 <= bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            for (var flips = random.Next(3); flips > 0 && length > 0; flips--)
            {
                bytes[at + 8 + random.Next(length)] ^= (byte)(1 << random.Next(8));
            }

            Checksum(bytes, at, length);
            at += length + 12;
        }

        return bytes;
    }

    private static byte[] Claim(byte[] whole, string extension, int width, int height)
    {
        var bytes = whole.ToArray();
        switch (extension)
        {
            case ".png":
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
                Checksum(bytes, 8, 13);
                break;
            case ".jpg":
                // The frame header, SOF0 or SOF2: marker, length, depth, height, width.
                var frame = Enumerable.Range(2, bytes.Length - 12).First(i => bytes[i] == 0xff && bytes[i + 1] is 0xc0 or 0xc2 && bytes[i + 2] == 0);
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), (ushort)height);
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), (ushort)width);
                break;
            case ".bmp":
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), width);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), height);
                break;
            case ".tif":
                // The directory's entries 256 and 257 hold width and height.
                var at = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
                for (var entry = at + 2; entry < at + 2 + (12 * BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at))); entry += 12)
                {
                    var tag = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(entry));
                    if (tag is 256 or 257)
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(entry + 2), 4);
                        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(entry + 8), tag == 256 ? width : height);
                    }
                }

                break;
            case ".ppm":
                return System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"P6\n{width} {height}\n255\nabc"));
            default:
                // WebP, lossless: 14 bits each of width - 1 and height - 1 follow the byte 2F of the piece VP8L.
                var piece = bytes.AsSpan().IndexOf("VP8L"u8);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(piece + 9), (width - 1) | ((height - 1) << 14));
                break;
        }

        return bytes;
    }

    private static void Checksum(byte[] bytes, int at, int length) =>
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at + 8 + length), ImageCodecTests.Crc32(bytes.AsSpan(at + 4, length + 4)));

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
