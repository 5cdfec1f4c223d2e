using System.Text.Json;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Voc;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Data.Formats;
using Thelper.Tests.Logging;
using Thelper.Torch;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Data.Datasets;

[NoLeaks]
public class ImageMaskDatasetTests
{
    private static readonly TransformRandom NoChance = TransformRandom.For(0, 0, 0);
    private static readonly string[] Ab = ["a", "b"];

    [Fact]
    public void Coloured_masks_are_looked_up()
    {
        var root = Path.Combine(ParserGolden.Voc, "VOCdevkit", "VOC2012");
        var voc = new PASCALVOC(ParserGolden.Voc, preload: false);
        var dataset = new ImageMaskDataset(
            Path.Combine(root, "JPEGImages"), Path.Combine(root, "SegmentationClass"), VocLabels.All, 255, ((Thelper.Tasks.Segmentation)voc.Task).ColorMap);
        dataset.Count.ShouldBe(4);
        for (var i = 0; i < 4; i++)
        {
            using var sample = dataset.GetItem(i, NoChance);
            sample.Keys.ShouldBe(["image", "label_map", "idx", "path", "mask_path"]);
            var expected = ParserGolden.Values.GetProperty("voc").GetProperty(Path.GetFileNameWithoutExtension((string)sample["mask_path"]!));
            sample["label_map"].ShouldMatch(expected.GetProperty("labels"));
        }
    }

    [Fact]
    public void Grey_masks_hold_indices()
    {
        using var folder = new TempFolder();
        folder.Image("images/x/1.png");
        Mask(folder, "masks/x/1.png", [0, 1, 255, 0, 0, 1]);
        Mask(folder, "masks/unused.png", [0, 0, 0, 0, 0, 0]);
        var dataset = new ImageMaskDataset(folder["images"], folder["masks"], Ab, 255);
        using var sample = dataset.GetItem(0, NoChance);
        ((torch.Tensor)sample["label_map"]!).DataSpan<byte>().ToArray().ShouldBe([0, 1, 255, 0, 0, 1]);
        ((torch.Tensor)sample["label_map"]!).shape.ShouldBe([2, 3]);
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab).GetItem(0, NoChance))
            .ShouldStartWith($"{folder["masks/x/1.png"]}: the mask holds the value 255; the indices of 2 classes are 0 to 1 (for pixels without a class set dontcare; where other values");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab, null, new Dictionary<string, object?> { ["a"] = 0, ["b"] = 1 }).GetItem(0, NoChance))
            .ShouldContain("the mask has the colour [255, 255, 255], which is in no entry of color_map");
    }

    // Written and read by Pillow: tools/golden/masks.py.
    [Theory]
    [InlineData("bit.png")]
    [InlineData("grey.bmp")]
    [InlineData("grey.png")]
    [InlineData("grey.tiff")]
    [InlineData("grey2bits.png")]
    [InlineData("grey4bits.png")]
    [InlineData("grey16.png")]
    [InlineData("grey16.tif")]
    [InlineData("grey-alpha.png")]
    [InlineData("palette.png")]
    [InlineData("palette4.png")]
    [InlineData("same.png")]
    [InlineData("same-alpha.png")]
    public void Masks_are_read_as_they_are_stored(string kind)
    {
        var source = Path.Combine(ParserGolden.Folder, "masks");
        using var folder = new TempFolder();
        using (var image = torch.zeros([3, 5, 3], torch.uint8))
        {
            ImageCodec.Save(folder.Image("images/1.png"), image);
        }

        Directory.CreateDirectory(folder["masks"]);
        File.Copy(Path.Combine(source, kind), folder["masks/1" + Path.GetExtension(kind)]);
        using var sample = new ImageMaskDataset(folder["images"], folder["masks"], new[] { "a", "b", "c", "d" }, 255).GetItem(0, NoChance);
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(source, "masks.json")));
        var labels = sample["label_map"].ShouldBeOfType<torch.Tensor>();
        (labels.dtype, string.Join(' ', labels.shape)).ShouldBe((torch.uint8, "3 5"));
        labels.DataSpan<byte>().ToArray().ShouldBe(expected.RootElement.GetProperty(kind).EnumerateArray().Select(value => value.GetByte()).ToArray());
    }

    [Fact]
    public void What_values_stand_for_can_be_said()
    {
        using var folder = new TempFolder();
        folder.Image("images/1.png");
        Mask(folder, "masks/1.png", [0, 255, 254, 0, 7, 255]);
        Labels(null, "binary").ShouldBe([0, 1, 1, 0, 1, 1]);
        Labels(9, new Dictionary<string, object?> { ["0"] = "a", ["255"] = "b", ["7"] = "dontcare", ["254"] = 9L }).ShouldBe([0, 1, 9, 0, 9, 1]);
        Labels(254, new Dictionary<string, object?> { ["0"] = "a", ["255"] = "b", ["7"] = "b" }).ShouldBe([0, 1, 254, 0, 1, 1]);
        Labels(9, new Dictionary<string, object?> { ["others"] = "dontcare", ["0"] = "a", ["7"] = "b" }).ShouldBe([0, 9, 9, 0, 1, 9]);
        Should.Throw<UserErrorException>(() => Labels(null, new Dictionary<string, object?> { ["0"] = "a", ["255"] = 1L })).Message
            .ShouldBe($"{folder["masks/1.png"]}: the mask holds the value 254, which stands for no class (add it to mask_values, with its class, or set dontcare and give it 'dontcare'; all that are not named are 'others')");
        Should.Throw<UserErrorException>(() => Labels(255, new Dictionary<string, object?> { ["0"] = "a", ["225"] = "b", ["7"] = "dontcare" })).Message
            .ShouldBe($"{folder["masks/1.png"]}: the mask holds the value 255, which stands for no class (add it to mask_values, with its class or 'dontcare'; all that are not named are 'others')");
        Should.Throw<UserErrorException>(() => Labels(null, "grey")).Message.ShouldStartWith("mask_values: expected 'index', 'binary' or a map");
        Should.Throw<UserErrorException>(() => Labels(null, new Dictionary<string, object?> { ["0"] = "aa" })).Message.ShouldBe("mask_values: 'aa' is no class (did you mean 'a'?)");
        Should.Throw<UserErrorException>(() => Labels(null, new Dictionary<string, object?> { ["-1"] = "a" })).Message.ShouldContain("'-1' is no value of a mask");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], new[] { "a", "b", "c" }, maskValues: "binary")).ShouldContain("there are 3");

        byte[] Labels(int? dontcare, object reading)
        {
            using var sample = new ImageMaskDataset(folder["images"], folder["masks"], Ab, dontcare, maskValues: reading).GetItem(0, NoChance);
            return ((torch.Tensor)sample["label_map"]!).DataSpan<byte>().ToArray();
        }
    }

    [Fact]
    public void Masks_that_are_jpegs_are_cut_at_the_half_or_suspected()
    {
        using var folder = new TempFolder();
        using var image = torch.zeros([16, 16, 3], torch.uint8);
        using var mask = torch.zeros([16, 16], torch.uint8);
        byte[] disc = [.. Enumerable.Range(0, 256).Select(i => (byte)((((i % 16) - 8) * ((i % 16) - 8)) + (((i / 16) - 8) * ((i / 16) - 8)) < 30 ? 1 : 0))];
        for (var i = 0; i < disc.Length; i++)
        {
            mask.DataSpan<byte>()[i] = (byte)(255 * disc[i]);
        }

        Directory.CreateDirectory(folder["images"]);
        Directory.CreateDirectory(folder["masks"]);
        ImageCodec.Save(folder["images/1.png"], image);
        ImageCodec.Save(folder["masks/1.jpg"], mask);
        using var blurred = ImageCodec.Decode(folder["masks/1.jpg"], DecodeMode.Unchanged);
        blurred.DataSpan<byte>().ToArray().ShouldContain(value => value > 0 && value < 128);
        var log = new ListLog();
        using var sample = new ImageMaskDataset(folder["images"], folder["masks"], Ab, maskValues: "binary", log: log).GetItem(0, NoChance);
        ((torch.Tensor)sample["label_map"]!).DataSpan<byte>().ToArray().ShouldBe(disc);
        log.Lines.ShouldBeEmpty();
        _ = new ImageMaskDataset(folder["images"], folder["masks"], Ab, log: log);
        log.Lines.ShouldHaveSingleItem().ShouldContain("masks such as '1.jpg' are JPEGs");
    }

    [Fact]
    public void Masks_of_nothing_but_dontcare_are_suspected()
    {
        using var folder = new TempFolder();
        folder.Image("images/1.png");
        folder.Image("images/2.png");
        Mask(folder, "masks/1.png", [0, 255, 0, 0, 0, 255]);
        Mask(folder, "masks/2.png", [0, 0, 0, 0, 0, 0]);
        var log = new ListLog();
        _ = new ImageMaskDataset(folder["images"], folder["masks"], Ab, 255, log: log);
        log.Lines.ShouldHaveSingleItem().ShouldBe($"Warning: '{folder["masks"]}': the first masks hold nothing but 0 and 255, and 255 is dontcare; if it stands for a class, set mask_values to 'binary' and leave dontcare out");
        Mask(folder, "masks/2.png", [0, 1, 0, 0, 0, 0]);
        _ = new ImageMaskDataset(folder["images"], folder["masks"], Ab, 255, log: log);
        log.Lines.Count.ShouldBe(1);
    }

    [Fact]
    public void Names_of_images_and_masks_may_differ_by_patterns()
    {
        using var folder = new TempFolder();
        folder.Image("images/x/1_sat.jpg");
        folder.Image("images/x/notes.png");
        Mask(folder, "masks/x/1_mask.png", [0, 1, 0, 0, 0, 1]);
        var log = new ListLog();
        var dataset = new ImageMaskDataset(folder["images"], folder["masks"], Ab, imagePattern: "{name}_sat", maskPattern: "{name}_mask", log: log);
        using var sample = dataset.GetItem(0, NoChance);
        (dataset.Count, sample["mask_path"]).ShouldBe((1, folder["masks/x/1_mask.png"]));
        log.Lines.ShouldHaveSingleItem().ShouldContain("1 of 2 images are not named like image_pattern '{name}_sat' and left out, the first is 'x/notes.png'");
        File.Delete(folder["images/x/notes.png"]);
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab)).ShouldNotContain("mask_pattern");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab, imagePattern: "{name}_sat")).ShouldEndWith("; there are masks named like 'x/1_mask.png': set mask_pattern to '{name}_mask'");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab, maskPattern: "mask")).ShouldStartWith("mask_pattern: expected the name of a file");
    }

    [Fact]
    public void Images_and_masks_may_share_a_folder()
    {
        using var folder = new TempFolder();
        folder.Image("a.jpg");
        folder.Image("b.jpg");
        Mask(folder, "a_mask.png", [0, 1, 0, 0, 0, 1]);
        Mask(folder, "b_mask.png", [0, 1, 0, 0, 0, 1]);
        var dataset = new ImageMaskDataset(folder.Path, folder.Path, Ab, maskPattern: "{name}_mask");
        Enumerable.Range(0, dataset.Count).Select(dataset.Describe).ShouldBe([folder["a.jpg"], folder["b.jpg"]]);
        Error(() => new ImageMaskDataset(folder.Path, folder.Path, Ab)).ShouldStartWith("image_root and mask_root are one folder");
        Mask(folder, "below/a.png", [0, 1, 0, 0, 0, 1]);
        File.Delete(folder["b.jpg"]);
        File.Delete(folder["a_mask.png"]);
        File.Delete(folder["b_mask.png"]);
        new ImageMaskDataset(folder.Path, folder["below"], Ab).Count.ShouldBe(1);
        File.Delete(folder["below/a.png"]);
        File.WriteAllText(folder["below/a.gif"], "");
        Error(() => new ImageMaskDataset(folder.Path, folder["below"], Ab)).ShouldContain("1 in a picture format that is not read (.gif 1");
    }

    [Fact]
    public void Mistakes_are_reported()
    {
        using var folder = new TempFolder();
        folder.Image("images/1.png");
        folder.Image("images/2.png");
        folder.Image("masks/1.png");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab)).ShouldBe($"1 of 2 images have no mask of the same name in '{folder["masks"]}', the first is '2.png'");
        Mask(folder, "masks/2.png", [0, 0, 0, 0]);
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab).GetItem(0, NoChance)).ShouldBe($"{folder["masks/1.png"]}: the mask is coloured; say by color_map which class has which colour");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab).GetItem(1, NoChance)).ShouldBe($"{folder["masks/2.png"]}: the mask has 2 x 2 pixels, its image 3 x 2; take masks that were made for images of this size");
        folder.Image("images/2.jpg");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab)).ShouldContain("holds two images '2.png' and '2.jpg' for one mask");
        File.Delete(folder["images/2.jpg"]);
        folder.Image("masks/2.bmp");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab)).ShouldContain("holds two masks");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab, -1)).ShouldStartWith("masks have values from 0 to 255");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab, null, new Dictionary<string, object?> { ["a"] = 3, ["b"] = 3 })).ShouldStartWith("color_map: the classes 0 and 1 have the same colour");
    }

    private static void Mask(TempFolder folder, string name, byte[] values)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        using var mask = torch.tensor(values, [2, values.Length / 2]);
        ImageCodec.Save(folder[name], mask);
    }
}
