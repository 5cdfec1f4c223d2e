using System.Text;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Imaging.Tests;

/// <summary>What is written is what OpenCV reads, whose library checks each chunk's checksum.</summary>
[NoLeaks]
public class PngWriterTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 2)]
    [InlineData(300, 400, 64)]
    public void Files_are_what_was_written(int width, int height, int rows)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var grey = randint(0, 256, [height, width], ScalarType.Byte);
        ImageCodec.Decode(Written(grey.DataSpan<byte>(), width, height, rows, PngFormat.Gray), DecodeMode.Unchanged).equal(grey).ShouldBeTrue();
        var rgb = randint(0, 256, [height, width, 3], ScalarType.Byte);
        ImageCodec.Decode(Written(rgb.DataSpan<byte>(), 3 * width, height, rows, PngFormat.Rgb), DecodeMode.Unchanged).flip(2).equal(rgb).ShouldBeTrue();
        var halves = randint(0, 256, [height, width, 2], ScalarType.Byte);
        var wide = (halves.select(2, 0).to(ScalarType.Int32) * 256) + halves.select(2, 1);
        ImageCodec.Decode(Written(halves.DataSpan<byte>(), 2 * width, height, rows, PngFormat.Gray16), DecodeMode.Unchanged).equal(wide).ShouldBeTrue();
        var places = randint(0, 3, [height, width], ScalarType.Byte);
        var colours = tensor(new byte[] { 1, 2, 3, 250, 0, 7, 9, 99, 199 }, [3, 3]);
        ImageCodec.Decode(Written(places.DataSpan<byte>(), width, height, rows, PngFormat.Palette, colours.DataSpan<byte>()), DecodeMode.Color).flip(2)
            .equal(colours[places.to(ScalarType.Int64)]).ShouldBeTrue();
    }

    // Before the palette, where every reader expects texts.
    [Fact]
    public void The_program_is_named_behind_the_header()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        using (var png = new PngWriter(stream, 2, 1, PngFormat.Palette, [1, 2, 3, 4, 5, 6], "thelper infer"))
        {
            png.Write([0, 1]);
            png.End();
        }

        var file = stream.ToArray();
        (file[36], Encoding.ASCII.GetString(file, 37, 26), Encoding.ASCII.GetString(file, 71, 4)).ShouldBe(((byte)22, "tEXtSoftware\0thelper infer", "PLTE"));
        ImageCodec.Decode(file, DecodeMode.Color).DataSpan<byte>().ToArray().ShouldBe([3, 2, 1, 6, 5, 4]);
    }

    [Fact]
    public void Flat_areas_take_little_room() => Written(new byte[1000 * 1000], 1000, 1000, 100, PngFormat.Gray).Length.ShouldBeLessThan(20_000);

    [Fact]
    public void Rows_must_be_whole_and_all_there()
    {
        using var stream = new MemoryStream();
        using var png = new PngWriter(stream, 4, 2, PngFormat.Rgb);
        Should.Throw<ArgumentException>(() => png.Write(new byte[11]));
        Should.Throw<ArgumentException>(() => png.Write(new byte[36]));
        png.Write(new byte[12]);
        Should.Throw<InvalidOperationException>(png.End).Message.ShouldBe("1 of 2 rows were written");
        Should.Throw<ArgumentException>(() => new PngWriter(stream, 4, 2, PngFormat.Rgb, [1, 2, 3]));
        Should.Throw<ArgumentException>(() => new PngWriter(stream, 4, 2, PngFormat.Palette));
        Encoding.ASCII.GetString(stream.ToArray(), 1, 3).ShouldBe("PNG");
    }

    private static byte[] Written(ReadOnlySpan<byte> pixels, int rowBytes, int height, int rows, PngFormat format, ReadOnlySpan<byte> palette = default)
    {
        using var stream = new MemoryStream();
        using var png = new PngWriter(stream, rowBytes / (format switch { PngFormat.Rgb => 3, PngFormat.Gray16 => 2, _ => 1 }), height, format, palette);
        for (var top = 0; top < height; top += rows)
        {
            png.Write(pixels.Slice(top * rowBytes, Math.Min(rows, height - top) * rowBytes));
        }

        png.End();
        return stream.ToArray();
    }
}
