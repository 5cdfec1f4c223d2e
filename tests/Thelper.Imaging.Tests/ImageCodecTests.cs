using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Imaging.Tests;

[NoLeaks]
public sealed class ImageCodecTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("thelper-codec-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Files_of_every_format_decode_as_in_OpenCV()
    {
        ImagingGolden.Files.Count.ShouldBeGreaterThan(40);
        foreach (var file in ImagingGolden.Files)
        {
            using var scope = torch.NewDisposeScope();
            var name = file.GetProperty("name").GetString()!;
            var mode = (DecodeMode)file.GetProperty("mode").GetInt32();
            var actual = ImageCodec.Decode(file.GetProperty("bytes").GetBytesFromBase64(), mode, name);
            GoldenArray.ShouldMatch(actual, GoldenArray.Tensor(file.GetProperty("expected")), 0, $"{name} {mode}");
        }
    }

    [Fact]
    public void A_file_on_disk_decodes_like_its_bytes()
    {
        using var scope = torch.NewDisposeScope();
        var bytes = ImagingGolden.Bytes("photo.jpg");
        GoldenArray.ShouldMatch(ImageCodec.Decode(Write("a.jpg", bytes)), ImageCodec.Decode(bytes), 0, "file");
    }

    [Theory]
    [InlineData("color.png")]
    [InlineData("deep.png")]
    [InlineData("photo.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("restart.jpg")]
    [InlineData("exif6.jpg")]
    [InlineData("photo.bmp")]
    [InlineData("photo.tif")]
    [InlineData("photo.webp")]
    [InlineData("photo.ppm")]
    public void No_part_of_a_file_passes_for_the_whole(string name)
    {
        var bytes = ImagingGolden.Bytes(name);
        for (var length = bytes.Length - 1; length >= 0; length -= length > 100 ? 37 : 3)
        {
            var part = bytes[..length];
            var error = Should.Throw<ImageException>(() => ImageCodec.Decode(part, name: name), $"{length} of {bytes.Length} bytes");
            error.Message.ShouldContain($"'{name}'");
        }
    }

    [Fact]
    public void A_truncated_file_is_called_truncated_and_named_by_its_path()
    {
        var bytes = ImagingGolden.Bytes("photo.jpg");
        var path = Write("half.jpg", bytes[..(bytes.Length / 2)]);
        Should.Throw<ImageException>(() => ImageCodec.Decode(path)).Message
            .ShouldBe($"image '{path}' is truncated: the file ends after {bytes.Length / 2} bytes, before the image does");
    }

    [Fact]
    public void Bytes_after_the_end_do_no_harm()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var name in new[] { "color.png", "photo.jpg", "photo.bmp" })
        {
            var bytes = ImagingGolden.Bytes(name);
            GoldenArray.ShouldMatch(ImageCodec.Decode([.. bytes, 1, 2, 3]), ImageCodec.Decode(bytes), 0, name);
        }
    }

    [Fact]
    public void What_is_no_image_is_an_error_with_the_path()
    {
        var garbage = Write("garbage.png", [.. Enumerable.Range(0, 500).Select(i => (byte)(i * 37))]);
        Should.Throw<ImageException>(() => ImageCodec.Decode(garbage)).Message
            .ShouldBe($"cannot decode image '{garbage}': it is damaged, or in a format that OpenCV does not read");
        var empty = Write("empty.png", []);
        Should.Throw<ImageException>(() => ImageCodec.Decode(empty)).Message.ShouldBe($"image '{empty}' is empty: the file has 0 bytes");
        var missing = Path.Combine(folder.FullName, "none.png");
        Should.Throw<ImageException>(() => ImageCodec.Decode(missing)).Message.ShouldBe($"cannot read image '{missing}': no such file");
        var link = Path.Combine(folder.FullName, "link.png");
        File.CreateSymbolicLink(link, "store/gone.png");
        Should.Throw<ImageException>(() => ImageCodec.Decode(link)).Message.ShouldBe($"cannot read image '{link}': it is a link to 'store/gone.png', which is not there");
        Should.Throw<ImageException>(() => ImageCodec.Decode(folder.FullName)).Message.ShouldBe($"cannot read image '{folder.FullName}': it is a folder");
    }

    [Theory]
    [InlineData("color.png")]
    [InlineData("photo.jpg")]
    [InlineData("photo.bmp")]
    [InlineData("photo.tif")]
    [InlineData("photo.webp")]
    [InlineData("photo.ppm")]
    public void Damaged_bytes_give_an_image_or_a_clear_error(string name)
    {
        var random = new Random(1);
        for (var round = 0; round < 60; round++)
        {
            var bytes = (byte[])ImagingGolden.Bytes(name).Clone();
            for (var hit = 0; hit < 1 + (round % 5); hit++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                ImageCodec.Decode(bytes, name: name).Dispose();
            }
            catch (ImageException e)
            {
                e.Message.ShouldContain($"'{name}'");
                e.Message.ShouldNotContain(".cpp");
            }
        }
    }

    [Fact]
    public void A_file_that_claims_a_huge_image_is_refused_before_memory_is_taken()
    {
        var bytes = ImagingGolden.Bytes("photo.bmp");
        var png = (byte[])ImagingGolden.Bytes("color.png").Clone();
        new byte[] { 0, 0, 0x60, 0, 0, 0, 0x60, 0 }.CopyTo(png, 16); // IHDR: 24576 × 24576
        BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder((int)Crc32(png.AsSpan(12, 17)))).CopyTo(png, 29);
        var before = ResidentMemory.ResetPeak();
        Should.Throw<ImageException>(() => ImageCodec.Decode(png, name: "bomb.png")).Message
            .ShouldBe("cannot decode image 'bomb.png': it claims 24576×24576 pixels, more than the limit of 268435456 (the environment variable THELPER_MAX_PIXELS raises this limit)");

        // The picture is 1728 MiB.
        (ResidentMemory.Peak - before).ShouldBeLessThan(256L << 20);
        ImageCodec.Decode(bytes).Dispose();
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".bmp")]
    [InlineData(".tif")]
    [InlineData(".ppm")]
    public void Lossless_formats_come_back_unchanged(string extension)
    {
        using var scope = torch.NewDisposeScope();
        var image = GoldenArray.Tensor(ImagingGolden.Input("u8c3"));
        var path = Path.Combine(folder.FullName, "a" + extension);
        ImageCodec.Save(path, image);
        GoldenArray.ShouldMatch(ImageCodec.Decode(path), image, 0, extension);
    }

    [Fact]
    public void Encoder_parameters_reach_the_encoder()
    {
        using var scope = torch.NewDisposeScope();
        var image = GoldenArray.Tensor(ImagingGolden.Input("u8c3"));
        ImageCodec.Encode(image, ".jpg", 1, 100).Length.ShouldBeGreaterThan(ImageCodec.Encode(image, ".jpg", 1, 10).Length);
    }

    [Fact]
    public void What_cannot_be_encoded_is_an_error()
    {
        using var scope = torch.NewDisposeScope();
        Should.Throw<ImageException>(() => ImageCodec.Encode(GoldenArray.Tensor(ImagingGolden.Input("u8c3")), ".xyz")).Message.ShouldStartWith("encode .xyz: ");
        Should.Throw<ImageException>(() => ImageCodec.Encode(GoldenArray.Tensor(ImagingGolden.Input("u8c6")), ".png")).Message.ShouldStartWith("encode .png: ");
        var nowhere = Path.Combine(folder.FullName, "no", "such", "folder.png");
        Should.Throw<ImageException>(() => ImageCodec.Save(nowhere, GoldenArray.Tensor(ImagingGolden.Input("u8c3")))).Message.ShouldContain(nowhere);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    internal static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
