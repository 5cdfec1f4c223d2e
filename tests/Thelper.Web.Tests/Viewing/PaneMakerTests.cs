using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using Thelper.Web.Viewing;

namespace Thelper.Web.Tests.Viewing;

/// <summary>What the section <c>viz</c> and the page's wishes make of one sample.</summary>
public sealed class PaneMakerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("thelper-panes-").FullName;
    private readonly BlobStore blobs = new(1 << 20);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_JPEG_goes_out_as_it_is_where_nothing_else_is_asked_for()
    {
        using var scope = torch.NewDisposeScope();
        var file = Path.Combine(folder, "a.jpg");
        var blue = torch.zeros([16, 16, 3], torch.uint8);
        blue.narrow(2, 0, 1).fill_(200);
        var jpeg = ImageCodec.Encode(blue, ".jpg", 1, 100);
        File.WriteAllBytes(file, jpeg);
        Of(LookOptions.Usual).ShouldBe(jpeg);
        Of(new(null, PictureRange.Byte, null)).ShouldBe(jpeg);

        // Blue, as files are written; then the band that is chosen, values from the least to the most, and the other order of colours.
        Shown(Of(new([0, 0, 1], PictureRange.Auto, null))).ShouldBe([0, 200, 200]);
        Shown(Of(new(null, PictureRange.Robust, null))).ShouldBe([0, 0, 0], "of one value only");
        Shown(Of(LookOptions.Usual, new() { FlipBgr = false })).ShouldBe([0, 0, 200]);

        // Browsers follow a profile, which the data set does not.
        byte[] profile = [0xFF, 0xE2, 0, 20, .. "ICC_PROFILE\0"u8, 1, 1, 0, 0, 0, 0];
        File.WriteAllBytes(file, [.. jpeg[..2], .. profile, .. jpeg[2..]]);
        Shown(Of(LookOptions.Usual)).ShouldBe([200, 0, 0]);

        byte[] Of(LookOptions look, VizParameters? parameters = null)
        {
            using var sample = new Sample { ["image"] = ImageCodec.Decode(file) };
            var pane = new PaneMaker(new Classification(new List<string> { "a" }, "image", "label"), parameters ?? new(), blobs)
                .Make(sample, isRaw: true, ChannelOrder.Bgr, look, whole: new Dictionary<string, string> { ["image"] = file }).ShouldHaveSingleItem();
            var blob = blobs.Get(pane.Picture);
            var bytes = blob.Content.ToArray();
            blob.ContentType.ShouldBe(bytes[0] == 0xFF ? "image/jpeg" : "image/png");
            return bytes;
        }

        static byte[] Shown(byte[] png)
        {
            png[1..4].ShouldBe("PNG"u8.ToArray());
            return [.. ImageCodec.Decode(png)[5, 5].contiguous().DataSpan<byte>().ToArray().Select(value => (byte)((value + 5) / 10 * 10))];
        }
    }

    [Fact]
    public void Channels_are_where_the_section_says_but_for_files()
    {
        using var scope = torch.NewDisposeScope();
        var task = new Classification(new List<string> { "a" }, "image", "label");
        foreach (var (first, expected) in new (bool?, (long, long, long))[] { (null, (24, 32, 3)), (true, (24, 32, 3)), (false, (3, 24, 32)) })
        {
            var panes = new PaneMaker(task, new() { ChTranspose = first }, blobs);
            using var used = new Sample { ["image"] = torch.zeros([3, 24, 32]) };
            var pane = panes.Make(used, isRaw: false, ChannelOrder.Rgb, LookOptions.Usual).ShouldHaveSingleItem();
            (pane.Height, pane.Width, pane.Channels).ShouldBe(expected);
            using var raw = new Sample { ["image"] = torch.zeros([24, 32, 3]) };
            panes.Make(raw, isRaw: true, ChannelOrder.Rgb, LookOptions.Usual)[0].Channels.ShouldBe(3);
        }
    }

    [Fact]
    public void Bands_that_an_image_does_not_have_are_not_asked_of_it()
    {
        using var scope = torch.NewDisposeScope();
        using var sample = new Sample { ["image"] = torch.zeros([8, 8, 3]) };
        new PaneMaker(new Classification(new List<string> { "a" }, "image", "label"), new(), blobs)
            .Make(sample, isRaw: true, ChannelOrder.Rgb, new([12, 5, 0], PictureRange.Auto, null)).ShouldHaveSingleItem().Channels.ShouldBe(3);
    }

    [Fact]
    public void Boxes_below_the_least_confidence_are_not_shown()
    {
        using var scope = torch.NewDisposeScope();
        var boxes = new List<object?> { new BoundingBox("cat", [1, 1, 5, 5], confidence: 0.69), new BoundingBox("dog", [2, 2, 6, 6], confidence: 0.7), new BoundingBox("cat", [3, 3, 7, 7]) };
        using var sample = new Sample { ["image"] = torch.zeros([8, 8, 3]), ["boxes"] = boxes };
        var pane = new PaneMaker(new Detection(new List<string> { "cat", "dog" }, "image", "boxes"), new() { MinConfidence = 0.7 }, blobs)
            .Make(sample, isRaw: true, ChannelOrder.Rgb, LookOptions.Usual).ShouldHaveSingleItem();
        pane.Boxes.Select(box => (box.Name, box.Confidence)).ShouldBe([("dog", 0.7), ("cat", null)]);
    }
}
