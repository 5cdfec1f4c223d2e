using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Imaging.Tests;

/// <summary>Files by tools/golden/jpeg.py. The reference is OpenCV, which decodes them for <see cref="DecodeMode.Unchanged"/>.</summary>
[NoLeaks]
public sealed class JpegTests : IDisposable
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden", "jpeg");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("thelper-jpeg-");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Golden).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Files))]
    public void Whole_images_and_regions_have_the_pixels_of_OpenCV(string name)
    {
        using var scope = torch.NewDisposeScope();
        var path = Path.Combine(Golden, name);
        var stored = ImageCodec.Decode(path, DecodeMode.Unchanged);
        var expected = stored.ndim == 3 ? stored : stored.unsqueeze(2).expand(-1, -1, 3);
        GoldenArray.ShouldMatch(ImageCodec.Decode(path), expected, 0, name);
        var random = new Random(1);
        for (var i = 0; i < 150; i++)
        {
            using var inner = torch.NewDisposeScope();
            var region = default(ImageRegion);
            var actual = ImageCodec.DecodeRegion(path, (width, height) =>
            {
                (width, height).ShouldBe((93, 70));
                var (left, top) = (random.Next(width), random.Next(height));
                return region = new ImageRegion(left, top, 1 + random.Next(width - left), 1 + random.Next(height - top));
            });
            GoldenArray.ShouldMatch(actual, expected.narrow(0, region.Top, region.Height).narrow(1, region.Left, region.Width), 0, $"{name} {region}");
        }
    }

    [Theory]
    [InlineData("color.png")]
    [InlineData("exif6.jpg")]
    [InlineData("exif3.jpg")]
    public void Regions_of_other_files_are_those_of_the_decoded_image(string name)
    {
        using var scope = torch.NewDisposeScope();
        var path = Write(name, ImagingGolden.Bytes(name));
        var whole = ImageCodec.Decode(path);
        var actual = ImageCodec.DecodeRegion(path, (width, height) =>
        {
            (height, width).ShouldBe(((int)whole.shape[0], (int)whole.shape[1]));
            return new ImageRegion(2, 3, 5, 4);
        });
        GoldenArray.ShouldMatch(actual, whole.narrow(0, 3, 4).narrow(1, 2, 5), 0, name);
    }

    [Fact]
    public void What_lies_below_a_region_is_not_decoded()
    {
        using var scope = torch.NewDisposeScope();
        var bytes = File.ReadAllBytes(Path.Combine(Golden, "2x1.jpg"));
        var whole = ImageCodec.Decode(bytes);
        bytes.AsSpan(bytes.Length * 2 / 3, 30).Fill(0x55);
        var path = Write("damaged.jpg", bytes);
        GoldenArray.ShouldMatch(ImageCodec.DecodeRegion(path, (width, _) => new ImageRegion(0, 0, width, 16)), whole.narrow(0, 0, 16), 0, "region");
        torch.allclose(ImageCodec.Decode(path).to(torch.float32), whole.to(torch.float32)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(-1, 0, 5, 5)]
    [InlineData(0, 66, 5, 5)]
    [InlineData(89, 0, 5, 5)]
    [InlineData(0, 0, 0, 5)]
    [InlineData(1, 1, int.MaxValue, 1)]
    public void A_region_outside_the_image_is_an_error(int left, int top, int width, int height)
    {
        var region = new ImageRegion(left, top, width, height);
        Should.Throw<ImageException>(() => ImageCodec.DecodeRegion(Path.Combine(Golden, "2x2.jpg"), (_, _) => region)).Message
            .ShouldBe(FormattableString.Invariant($"the region {width}×{height} at ({left}, {top}) does not lie inside an image of 93×70 pixels"));
    }

    [Fact]
    public void Cut_off_and_missing_files_are_named()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Golden, "2x2.jpg"));
        var path = Write("half.jpg", bytes[..(bytes.Length / 2)]);
        Should.Throw<ImageException>(() => ImageCodec.DecodeRegion(path, (_, _) => new ImageRegion(0, 0, 1, 1))).Message
            .ShouldBe($"image '{path}' is truncated: the file ends after {bytes.Length / 2} bytes, before the image does");
        var missing = Path.Combine(folder.FullName, "none.jpg");
        Should.Throw<ImageException>(() => new ImageFile(missing).DecodeRegion((_, _) => default)).Message.ShouldBe($"cannot read image '{missing}': no such file");
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
