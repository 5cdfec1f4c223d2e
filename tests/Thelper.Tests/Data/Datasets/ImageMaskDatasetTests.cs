using Thelper.Data.Datasets;
using Thelper.Data.Formats.Voc;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Data.Formats;
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
            .ShouldBe($"{folder["masks/x/1.png"]}: the mask holds the value 255; the indices of 2 classes are 0 to 1 (for pixels without a class set dontcare)");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab, null, new Dictionary<string, object?> { ["a"] = 0, ["b"] = 1 }).GetItem(0, NoChance))
            .ShouldContain("the mask has the colour [255, 255, 255], which is in no entry of color_map");
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
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab).GetItem(0, NoChance)).ShouldContain("must be an 8-bit grey image");
        Error(() => new ImageMaskDataset(folder["images"], folder["masks"], Ab).GetItem(1, NoChance)).ShouldBe($"{folder["masks/2.png"]}: the mask has 2 x 2 pixels, its image 3 x 2");
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
