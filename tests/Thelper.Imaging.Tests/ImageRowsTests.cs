using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Imaging.Tests;

/// <summary>Rows are those of OpenCV's decoder, and files that only it knows what to make of are left to it.</summary>
[NoLeaks]
public sealed class ImageRowsTests : IDisposable
{
    private const int Grey = 0;
    private const int Colour = 2;
    private const int Palette = 3;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("thelper-image-rows-");

    private string Path => System.IO.Path.Combine(folder.FullName, "image");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 9)]
    [InlineData(61, 64)]
    [InlineData(403, 301)]
    public void Rows_of_a_PNG_with_every_filter_are_those_of_OpenCV(int width, int height)
    {
        foreach (var kind in new[] { Grey, Colour })
        {
            for (var pieces = 1; pieces <= 3; pieces++)
            {
                Check(Png(width, height, kind, pieces: pieces));
            }
        }
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(403, 301)]
    public void Rows_of_a_JPEG_are_those_of_OpenCV(int width, int height)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var image = rand(3, 1, (height / 8) + 1, (width / 8) + 1).mul(255).to(ScalarType.Byte).to(ScalarType.Float32);
        var smooth = nn.functional.interpolate(image.permute(1, 0, 2, 3), size: [height, width], mode: InterpolationMode.Bilinear, align_corners: false)[0].permute(1, 2, 0).to(ScalarType.Byte).contiguous();
        Check(ImageCodec.Encode(smooth, ".jpg"));
    }

    [Fact]
    public void What_is_said_beside_the_pixels_is_passed_over()
    {
        var png = Png(20, 30, Colour);
        Check([.. png[..33], .. Chunk("gAMA", [0, 0, 0x22, 0x33]), .. Chunk("tEXt", "a\0b"u8), .. Chunk("pHYs", [0, 0, 0, 1, 0, 0, 0, 1, 1]), .. png[33..^12], .. Chunk("tIME", [7, 230, 1, 2, 3, 4, 5]), .. png[^12..], 1, 2, 3]);
    }

    [Fact]
    public void Other_kinds_of_files_are_left_to_OpenCV()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var image = randint(0, 256, [40, 30, 3], ScalarType.Byte);
        var alpha = randint(0, 256, [40, 30, 4], ScalarType.Byte);
        var png = Png(20, 30, Colour);
        foreach (var bytes in new byte[][]
        {
            ImageCodec.Encode(alpha, ".png"),
            ImageCodec.Encode(image, ".bmp"),
            ImageCodec.Encode(image, ".jpg", 2, 1),
            Png(20, 30, Palette),
            Png(20, 30, Colour, depth: 16),
            Png(20, 30, Colour, interlaced: 1),
            [.. png[..33], .. Chunk("tRNS", new byte[6]), .. png[33..]],
            [.. png[..33], .. Chunk("eXIf", "MM\0*\0\0\0\b\0\0"u8), .. png[33..]],
            [.. png[..33], .. Chunk("ABCD", []), .. png[33..]],
        })
        {
            Open(bytes).ShouldBeNull();
        }
    }

    // libpng's own limit.
    [Fact]
    public void Sides_beyond_a_million_are_left_to_OpenCV()
    {
        Check(Png(1_000_000, 1, Grey));
        Open(Png(1_000_001, 1, Grey)).ShouldBeNull();
        Open(Png(1, 1_000_000, Grey)).ShouldNotBeNull().Dispose();
        Open(Png(1, 1_000_001, Grey)).ShouldBeNull();
    }

    [Fact]
    public void Damaged_files_are_left_to_OpenCV()
    {
        var png = Png(20, 30, Colour, pieces: 2);
        for (var length = 0; length < png.Length; length++)
        {
            Open(png[..length]).ShouldBeNull();
        }

        for (var at = 0; at < png.Length; at++)
        {
            byte[] changed = [.. png];
            changed[at] ^= 0x40;
            Open(changed).ShouldBeNull($"byte {at}");
        }

        Open(Png(20, 30, Colour, rows: 29)).ShouldBeNull();
        Open(Png(20, 30, Colour, rows: 31)).ShouldBeNull();
        Open(Png(20, 30, Colour, filter: 5)).ShouldBeNull();
        Open(Png(20, 30, Colour, sum: 1)).ShouldBeNull();
        Open([]).ShouldBeNull();
    }

    [Fact]
    public void A_JPEG_that_is_damaged_is_left_to_OpenCV_or_has_its_pixels()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var jpeg = ImageCodec.Encode(randint(0, 256, [40, 30, 3], ScalarType.Byte), ".jpg");
        Open(jpeg[..^2]).ShouldBeNull();
        var read = 0;
        for (var at = 0; at < jpeg.Length; at += 7)
        {
            byte[] changed = [.. jpeg];
            changed[at] ^= 0x10;
            File.WriteAllBytes(Path, changed);
            using var rows = ImageRows.Open(Path);
            if (rows is not null)
            {
                read++;
                using var expected = ImageCodec.Decode(Path);
                Rows(rows).ShouldBe(expected.DataSpan<byte>().ToArray());
            }
        }

        read.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_small_picture_is_not_read_row_by_row_where_large_ones_are_meant()
    {
        File.WriteAllBytes(Path, Png(20, 30, Colour));
        ImageRows.Open(Path, 601).ShouldBeNull();
        using var rows = ImageRows.Open(Path, 600);
        (rows!.Width, rows.Height).ShouldBe((20, 30));
    }

    [Fact]
    public void Rows_must_be_whole_and_there()
    {
        File.WriteAllBytes(Path, Png(20, 30, Colour));
        using var rows = ImageRows.Open(Path)!;
        Should.Throw<ArgumentException>(() => rows.Read(new byte[59]));
        rows.Read(new byte[60 * 29]);
        Should.Throw<ArgumentException>(() => rows.Read(new byte[120]));
        rows.Read(new byte[60]);
    }

    [Fact]
    public void A_file_that_changes_meanwhile_is_told()
    {
        // Longer than what is read at a time.
        File.WriteAllBytes(Path, Png(200, 200, Colour));
        using var rows = ImageRows.Open(Path)!;
        using (var file = new FileStream(Path, FileMode.Open))
        {
            file.SetLength(5000);
        }

        Should.Throw<ImageException>(() => rows.Read(new byte[200 * 200 * 3])).Message.ShouldEndWith("it was changed while it was read");
    }

    [Fact]
    public void What_cannot_be_read_is_told()
    {
        Should.Throw<ImageException>(() => ImageRows.Open(Path)).Message.ShouldEndWith("no such file");
        Should.Throw<ImageException>(() => ImageRows.Open(folder.FullName)).Message.ShouldContain(folder.FullName);
    }

    private ImageRows? Open(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        return ImageRows.Open(Path);
    }

    private void Check(byte[] bytes)
    {
        using var rows = Open(bytes).ShouldNotBeNull();
        using var expected = ImageCodec.Decode(Path);
        (rows.Height, rows.Width).ShouldBe(((int)expected.shape[0], (int)expected.shape[1]));
        Rows(rows).ShouldBe(expected.DataSpan<byte>().ToArray());
    }

    // In parts of 1, 2, 3 ... rows.
    private static byte[] Rows(ImageRows rows)
    {
        var pixels = new byte[3 * rows.Width * rows.Height];
        for (int y = 0, count = 1; y < rows.Height; y += count, count++)
        {
            count = Math.Min(count, rows.Height - y);
            rows.Read(pixels.AsSpan(3 * rows.Width * y, 3 * rows.Width * count));
        }

        return pixels;
    }

    // Random bytes, whose rows are stored by one filter after another: any bytes are a picture by any filter.
    private static byte[] Png(int width, int height, int kind, int depth = 8, int interlaced = 0, int pieces = 1, int? rows = null, int? filter = null, byte sum = 0)
    {
        var random = new Random(width + height + kind);
        var content = new byte[(rows ?? height) * (1 + (width * (kind == Colour ? 3 : 1) * depth / 8))];
        random.NextBytes(content);
        var row = content.Length / (rows ?? height);
        for (var y = 0; y * row < content.Length; y++)
        {
            content[y * row] = (byte)(filter ?? y % 5);
            if (kind == Palette)
            {
                content.AsSpan(y * row, row).Clear();
            }
        }

        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(content);
        }

        var data = packed.ToArray();
        data[^1] ^= sum;
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)kind, (byte)interlaced);
        byte[] start = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, .. Chunk("IHDR", header), .. kind == Palette ? Chunk("PLTE", new byte[3]) : []];
        return [.. start, .. data.Chunk((data.Length / pieces) + 1).SelectMany(piece => Chunk("IDAT", piece)), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string name, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), PngChecksum.Of(chunk.AsSpan(4, 4), content));
        return chunk;
    }
}
