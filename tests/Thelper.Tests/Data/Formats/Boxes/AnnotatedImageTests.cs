using Thelper.Data.Formats.Boxes;
using Thelper.Imaging;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Formats;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Data.Formats.Boxes;

[NoLeaks]
public sealed class AnnotatedImageTests : IDisposable
{
    // A segment APP1 with one entry: orientation 6, "turn by 90 degrees".
    private static readonly byte[] Turned =
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, 16, 24)]
    [InlineData(false, 24, 16)]
    public void An_orientation_is_applied_or_not(bool apply, int width, int height)
    {
        using var image = new AnnotatedImage(apply).Read(Photograph(turned: true), (width, height));
        image.shape.ShouldBe([height, width, 3]);
    }

    [Fact]
    public void A_size_that_is_not_the_annotation_s_is_refused_with_the_reason()
    {
        var (plain, turned) = (Photograph(turned: false), Photograph(turned: true));
        Error(() => new AnnotatedImage(true).Read(turned, (24, 16), "a.xml"))
            .ShouldBe($"{turned}: the image has 16 x 24 pixels, its annotation (a.xml) says 24 x 16; the file's EXIF orientation turns the image, and the annotation was made without it: set \"apply_exif\": false");
        Error(() => new AnnotatedImage(false).Read(turned, (16, 24), "a.xml")).ShouldEndWith("and the annotation was made with it: set \"apply_exif\": true");
        Error(() => new AnnotatedImage(true).Read(plain, (16, 24), "a.xml")).ShouldContain("24 x 16 pixels, its annotation (a.xml) says 16 x 24; width and height are swapped, and the image has no EXIF orientation");
        Should.Throw<AnnotationException>(() => new AnnotatedImage(true).Read(plain, (240, 160), "a.xml")).Message.ShouldContain("was the image resized after it was annotated?");
    }

    [Fact]
    public void Sizes_that_are_unknown_or_of_no_interest_are_not_compared()
    {
        var plain = Photograph(turned: false);
        new AnnotatedImage(true).Read(plain).Dispose();
        new AnnotatedImage(true, "ignore").Read(plain, (1, 1)).Dispose();
        AnnotatedImage.SizeOf(0, 0).ShouldBeNull();
        AnnotatedImage.SizeOf(0, 480).ShouldBeNull();
        AnnotatedImage.SizeOf(640, 0).ShouldBeNull();
        AnnotatedImage.SizeOf(640, null).ShouldBeNull();
        AnnotatedImage.SizeOf(640.5, 480).ShouldBeNull();
        AnnotatedImage.SizeOf(640, 480).ShouldBe((640, 480));
        Error(() => new AnnotatedImage(true, "skip")).ShouldBe("on_size_mismatch: unknown value 'skip' (expected one of: fail, ignore)");
    }

    // 24 x 16 as stored.
    private string Photograph(bool turned)
    {
        using var image = torch.zeros([16, 24, 3], torch.uint8);
        var bytes = ImageCodec.Encode(image, ".jpg");
        var path = folder[turned ? "turned.jpg" : "plain.jpg"];
        File.WriteAllBytes(path, turned ? [.. bytes[..2], .. Turned, .. bytes[2..]] : bytes);
        return path;
    }
}
